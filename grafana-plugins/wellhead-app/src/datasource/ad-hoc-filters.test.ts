import { expect, it } from 'vitest';
import { filteredQuery, filterKeys, type AdHocFilter } from './ad-hoc-filters.js';
import { emptyCatalogue, type Catalogue } from './catalogue.js';
import type { WellheadQuery } from './types.js';

const signal = (asset: string, name: string) => ({
  asset,
  name,
  title: name,
  unit: '',
  forecast: true,
  lastValue: undefined,
  lastAtMs: undefined,
});
const catalogue: Catalogue = {
  ...emptyCatalogue,
  assets: ['west', 'east', 'north'].map((id) => ({ id, title: id, kind: 'region', parent: null })),
  signals: [signal('west', 'esp.pressure'), signal('east', 'esp.pressure'), signal('east', 'esp.temperature')],
  marts: [
    {
      name: 'mart.sales_daily',
      title: 'Sales',
      timeColumn: 'day',
      columns: [
        { name: 'category', type: 'text', comment: '' },
        { name: 'sales', type: 'numeric', comment: '' },
      ],
    },
  ],
};
const is = (key: string, operator: string, value: string, values?: string[]): AdHocFilter => ({
  key,
  operator,
  value,
  values,
});
const telemetry = (more: object = {}): WellheadQuery => ({ refId: 'A', queryType: 'telemetry', ...more });
const mart: WellheadQuery = { refId: 'A', queryType: 'mart', table: 'mart.sales_daily', columns: ['sales'] };

it('offers asset, signal and the columns of all tables, each once', () => {
  expect(filterKeys(catalogue)).toEqual(['asset', 'signal', 'category', 'sales']);
});

it.each([
  ['=', 'west', undefined, ['west']],
  ['!=', 'west', undefined, ['east', 'north']],
  ['=|', '', ['east', 'north'], ['east', 'north']],
  ['!=|', '', ['east', 'north'], ['west']],
  ['=~', '.*st', undefined, ['west', 'east']],
  ['!~', '.*st', undefined, ['north']],
])('asset %s %s leaves of all assets what fits', (operator, value, values, left) => {
  expect(filteredQuery(telemetry(), [is('asset', operator, value, values)], catalogue)).toMatchObject({
    query: { assets: left },
  });
});

it('narrows what the query asks for, and asks nothing where nothing fits', () => {
  const query = telemetry({ assets: ['west', 'east'], signals: ['esp.pressure'] });
  expect(filteredQuery(query, [is('asset', '!=', 'west')], catalogue)).toMatchObject({
    query: { assets: ['east'], signals: ['esp.pressure'] },
  });
  expect(filteredQuery(query, [is('signal', '=', 'esp.temperature')], catalogue)).toEqual({ kind: 'nothing' });
});

it('adds to the filters of a table, numbers as numbers, and leaves other tables alone', () => {
  expect(
    filteredQuery(
      mart,
      [is('sales', '>', '10'), is('category', '!=|', '', ['a', 'b']), is('well', '=', 'x')],
      catalogue,
    ),
  ).toMatchObject({
    query: {
      filters: [
        { column: 'sales', op: '>', value: 10 },
        { column: 'category', op: '!=', value: 'a' },
        { column: 'category', op: '!=', value: 'b' },
      ],
    },
  });
});

it('says what a column cannot be filtered by', () => {
  expect(filteredQuery(mart, [is('category', '=~', 'a.*')], catalogue)).toMatchObject({
    kind: 'refused',
    reason: expect.stringContaining('=~'),
  });
});
