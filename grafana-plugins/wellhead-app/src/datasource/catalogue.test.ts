import { describe, expect, it } from 'vitest';
import { loadCatalogue } from './catalogue.js';
import { columnOptions, signalOptions } from './editor/options-of.js';

const ANSWERS: Readonly<Record<string, unknown>> = {
  assets: [{ id: 'west', title: 'West', kind: 'region', parent: 'total' }],
  signals: {
    signals: [
      {
        asset: 'west',
        measurement: 'sales',
        field: 'amount',
        title: 'Daily sales',
        unit: 'currencyUSD',
        horizonSteps: 7,
        last: { timeMs: 1_767_225_600_000, value: 12.5 },
      },
      { asset: 'west', measurement: 'sales', field: 'orders', title: 'Orders', unit: '', horizonSteps: 0 },
    ],
  },
  limits: [{ asset: 'west', measurement: 'sales', field: 'amount', kind: 'high', value: 9 }],
  marts: [
    {
      table: 'mart.sales_daily',
      title: 'Daily sales',
      timeColumn: 'day',
      columns: [{ name: 'day', type: 'date', comment: 'the day' }],
    },
  ],
  'record-types': [
    { type: 'orders', schema: { properties: { order_id: { type: 'string', description: 'its number' } } } },
  ],
};
const load = () => loadCatalogue((path) => Promise.resolve(ANSWERS[path]));

describe('the catalogue', () => {
  it('reads lists bare and wrapped', async () => {
    const catalogue = await load();
    expect(catalogue.assets).toEqual([{ id: 'west', title: 'West', kind: 'region', parent: 'total' }]);
    expect(catalogue.limits[0]).toEqual({ asset: 'west', signal: 'sales.amount', kind: 'high', value: 9 });
    expect(columnOptions(catalogue.marts, 'mart.sales_daily')).toEqual([
      { value: 'day', description: 'date · the day' },
    ]);
    expect(columnOptions(catalogue.recordTypes, 'orders')).toEqual([
      { value: 'order_id', description: 'string · its number' },
    ]);
  });

  it('shows unit and last value beside each signal', async () => {
    const [amount, orders] = signalOptions(await load(), ['west']);
    expect(amount?.description).toBe('Daily sales · currencyUSD · last 12.5 at 2026-01-01 00:00 UTC');
    expect(orders?.description).toBe('Orders · no unit · no reading yet');
  });

  it('offers only signals with a forecast where one is needed, and all when a variable names the asset', async () => {
    expect(signalOptions(await load(), ['$asset'], true).map(({ value }) => value)).toEqual(['sales.amount']);
    expect(signalOptions(await load(), ['east'])).toEqual([]);
  });
});
