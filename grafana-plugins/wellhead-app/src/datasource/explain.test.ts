import { querySchema } from '@wellhead/contracts';
import { expect, it } from 'vitest';
import { QUERY_TYPES, explain } from './explain.js';
import { queryOfType } from './query-of-type.js';
import type { WellheadQuery } from './types.js';

const telemetry: WellheadQuery = { refId: 'A', queryType: 'telemetry', assets: ['west'], signals: ['sales.amount'] };

it.each(QUERY_TYPES.map(({ value }) => value))('says in a sentence what %s returns', (type) => {
  expect(explain(queryOfType(type, telemetry))).toMatch(/^[A-Z].{15,}\.$/);
});

it('knows every query type of the contract', () => {
  const types = querySchema.options.map((option) => option.shape.queryType.value);
  expect(QUERY_TYPES.map(({ value }) => value).sort()).toEqual([...types].sort());
});

it('names assets, quantile and vintage', () => {
  expect(explain({ refId: 'A', queryType: 'margin', of: 'forecast', quantile: 0.9, assets: ['west'] })).toContain(
    'limit of west one number: the P90 of the forecast minus the limit',
  );
  expect(explain({ refId: 'A', queryType: 'forecast', vintages: 6, believedAtMs: Date.UTC(2026, 0, 2) })).toContain(
    'the newest 6 forecasts by the best model of each signal, as believed on 2026-01-02T00:00Z',
  );
});

it('says that a live series goes on by itself', () => {
  expect(explain(telemetry)).not.toContain('as they come');
  expect(explain({ ...telemetry, live: true })).toContain('New readings are drawn as they come.');
});

it('keeps assets and signals when the type is changed to one that knows them', () => {
  expect(queryOfType('forecast', telemetry)).toEqual({ ...telemetry, queryType: 'forecast' });
  expect(queryOfType('ops', telemetry)).toEqual({ refId: 'A', queryType: 'ops', view: 'sources' });
  for (const { value } of QUERY_TYPES.filter((each) => each.value !== 'records' && each.value !== 'mart')) {
    expect(querySchema.safeParse(queryOfType(value, telemetry)).success).toBe(true);
  }
});
