import type { DataFrame, Field } from '@grafana/data';
import { describe, expect, it } from 'vitest';
import { addressOf, previewHref } from '../dashboard/address.js';
import { routeOf } from './backend.js';
import { replaceVariables } from './template.js';

const values = new Map<string, string | readonly string[]>([
  ['asset', 'west'],
  ['regions', ['west', 'east']],
]);

describe('variables in texts', () => {
  it.each([
    ['Sales of $asset', 'Sales of west'],
    ['${asset} [[asset]]', 'west west'],
    ['$regions', '{west,east}'],
    ['${regions:csv}', 'west,east'],
    ['${regions:queryparam}', 'var-regions=west&var-regions=east'],
    ['${regions:json}', '["west","east"]'],
    ['costs $5, $unknown', 'costs $5, $unknown'],
  ])('%s becomes %s', (text, replaced) => expect(replaceVariables(text, values)).toBe(replaced));

  it('prefers what is scoped to the panel', () => {
    expect(replaceVariables('$asset', values, { asset: { text: 'east', value: 'east' } })).toBe('east');
  });
});

it('names a field by its labels, and a row by another column of it, as Grafana does', () => {
  const sales = { name: 'sales', type: 'number', config: {}, labels: { category: 'Paper' }, values: [1, 2] } as Field;
  const region = { name: 'region', type: 'string', config: {}, values: ['East', 'West'] } as Field;
  const frame: DataFrame = { name: 'Sales', length: 2, fields: [region, sales] };
  const scoped = { __dataContext: { text: '', value: { data: [frame], frame, field: sales, rowIndex: 1 } } };
  expect(
    replaceVariables(
      '${__field.labels.category} · ${__field.name} · ${__series.name} · ${__data.fields.region}',
      values,
      scoped,
    ),
  ).toBe('Paper · sales · Sales · West');
});

describe('addresses of Grafana', () => {
  it('of dashboards and the app lead to their place in the preview', () => {
    expect(previewHref('/d/abc/some-title?var-a=1&from=now-1d')).toBe('#/d/abc?var-a=1&from=now-1d');
    expect(previewHref('/a/wellhead-app')).toBe('#/app');
    expect(previewHref('https://example.org/x')).toBe('https://example.org/x');
    expect(addressOf('#/d/abc?from=now-1d')).toMatchObject({ page: 'dashboard', uid: 'abc' });
    expect(addressOf('')).toMatchObject({ page: 'dashboards' });
  });

  it('of the data source lead to the api, without what Grafana adds to a query', () => {
    const query = {
      refId: 'A',
      queryType: 'age',
      datasource: { uid: 'x' },
      datasourceId: 1,
      intervalMs: 5_000,
      maxDataPoints: 300,
    };
    expect(routeOf('/api/ds/query?ds_type=x', 'POST', { queries: [query], from: '1', to: '2' })).toEqual({
      url: '/api/v1/query',
      method: 'POST',
      body: {
        queries: [
          {
            refId: 'A',
            queryType: 'age',
            intervalMs: 5e3,
          },
        ],
        from: 1,
        to: 2,
        intervalMs: 5e3,
        maxDataPoints: 300,
      },
    });
    expect(routeOf('/api/datasources/uid/wellhead/resources/signals').url).toBe('/api/v1/signals');
  });

  it('for the content of a document stay where they are: the host answers them for who may read', () => {
    const content = '/api/plugin-proxy/wellhead-app/documents/7/content';
    expect(routeOf(content).url).toBe(content);
    expect(routeOf('/api/plugin-proxy/wellhead-app/documents?asset=a').url).toBe('/api/v1/documents?asset=a');
  });
});
