import {
  batchOf,
  intakePolicySchema,
  checkSchema,
  type Check,
  type Reading,
  type IntakePolicy,
} from '@wellhead/contracts';
import type { z } from 'zod';
import { openSeriesTable } from '../../series-table.js';
import { openBatchChecker, type Verdict } from '../check-batch.js';
import { rowsOf } from '../checked-rows.js';

export const NOW = Date.UTC(2026, 4, 1);
/** The table of series that all batches of the tests share, as in the ingestor. */
export const table = openSeriesTable();

/** A checker that knows the asset w1, and esp.temperature in degrees Celsius. */
export function checkerOf(checks: z.input<typeof checkSchema>[], policy: Partial<IntakePolicy> = {}, sinceMs = 0) {
  const checker = openBatchChecker(sinceMs);
  checker.define({
    checks: checks.map((check): Check => checkSchema.parse(check)),
    policies: new Map([['esp', intakePolicySchema.parse(policy)]]),
    assets: new Set(['w1']),
    unitOf: (_asset, _measurement, field) => (field === 'temperature' ? 'celsius' : undefined),
  });
  return checker;
}

export type Given = readonly [value: Reading['value'], atMs: number, tags?: Record<string, string>];
/** Readings of esp.temperature, of w1 unless tags say otherwise. */
export function batchOfRows(rows: readonly Given[]) {
  const places = rows.map(([value, , tags = { asset: 'w1' }]) =>
    table.place('esp', tags, 'temperature', typeof value === 'bigint' ? 'integer' : 'float'),
  );
  const readings = rows.map(([value, atMs], row) => ({
    series: table.series[places[row] as number],
    value,
    timeNs: BigInt(atMs) * 1_000_000n,
  })) as Reading[];
  const batch = batchOf(readings);
  // As the decoders do: places of the shared table.
  return { ...batch, series: table.series, seriesIndex: Uint32Array.from(places) };
}
export const marksOf = (verdict: Verdict | undefined): Record<string, number[]> =>
  Object.fromEntries((verdict?.checked?.marks ?? []).map(([codes, runs]) => [codes, [...rowsOf(runs)]]));
export const faultsOf = (verdict: Verdict | undefined): [number, string][] =>
  (verdict?.faults ?? []).map(({ row, check }) => [row, check]);
