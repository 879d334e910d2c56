import { describe, expect, it } from 'vitest';
import { interpolateQuery, isComplete, type Expand } from './interpolate.js';
import type { WellheadQuery } from './types.js';

const VALUES: Readonly<Record<string, readonly string[]>> = {
  $asset: ['west', 'east'],
  $none: [],
  $one: ['Office Supplies, misc'],
};
const expand: Expand = (text) => VALUES[text] ?? [text];
const filled = (query: WellheadQuery) => interpolateQuery(query, expand);

describe('template variables', () => {
  it('bring every chosen value into a list', () => {
    expect(filled({ refId: 'A', queryType: 'telemetry', assets: ['$asset', 'north'], signals: [] })).toMatchObject({
      assets: ['west', 'east', 'north'],
    });
  });
  it('keep a value with a comma whole', () => {
    expect(filled({ refId: 'A', queryType: 'age', assets: ['$one'] })).toMatchObject({
      assets: ['Office Supplies, misc'],
    });
  });
  it('turn “is” into “is one of” for several values, and drop a filter without any', () => {
    const query: WellheadQuery = {
      refId: 'A',
      queryType: 'mart',
      table: 'mart.sales_daily',
      filters: [
        {
          column: 'region',
          op: '=',
          value: '$asset',
        },
        {
          column: 'category',
          op: '=',
          value: '$none',
        },
        {
          column: 'sales',
          op: '>',
          value: 5,
        },
      ],
    };
    expect(filled(query)).toMatchObject({
      filters: [
        { column: 'region', op: 'in', value: ['west', 'east'] },
        { column: 'sales', op: '>', value: 5 },
      ],
    });
  });
  it('leave the rest of a query as it was', () => {
    const query: WellheadQuery = {
      refId: 'A',
      queryType: 'forecast',
      assets: [],
      signals: [],
      vintages: 3,
      quantiles: [0.5],
    };
    expect(filled(query)).toEqual(query);
  });
});

describe('a query is sent', () => {
  it.each<[boolean, WellheadQuery]>([
    [true, { refId: 'A', queryType: 'telemetry' }],
    [false, { refId: 'A', queryType: 'records', type: '' }],
    [true, { refId: 'A', queryType: 'records', type: 'orders' }],
    [false, { refId: 'A', queryType: 'mart', table: 'mart.sales_daily' }],
    [true, { refId: 'A', queryType: 'mart', table: 'mart.sales_daily', columns: ['day'] }],
  ])('%s for %j', (complete, query) => expect(isComplete(query)).toBe(complete));
});
