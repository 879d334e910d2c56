import { signalId, signalSchema, type Signal } from '@wellhead/contracts';
import { describe, expect, it } from 'vitest';
import type { SignalReadings } from '../domain/window.js';
import { planBatches, type PlannedBatch, type PlanNote } from './plan-batches.js';

const DAY = 86_400_000;

const signal = (asset: string, more: Partial<Signal> = {}): Signal => ({
  ...signalSchema.parse({ asset, measurement: 'm', field: 'f', title: asset, intervalMs: DAY, pack: 'test' }),
  seasonSteps: 7,
  horizonSteps: 7,
  ...more,
});
const days = (from: number, to: number): SignalReadings => ({
  timesMs: Float64Array.from({ length: to - from }, (_, at) => (from + at) * DAY),
  values: Float64Array.from({ length: to - from }, (_, at) => from + at),
});
const hours = (count: number): SignalReadings => ({
  timesMs: Float64Array.from({ length: count }, (_, at) => at * (DAY / 24)),
  values: Float64Array.from({ length: count }, (_, at) => at),
});
function plan(
  rows: readonly (readonly [Signal, SignalReadings | undefined])[],
  asOfs: readonly number[],
): { batches: readonly PlannedBatch[]; notes: readonly PlanNote[] } {
  const readings = new Map(rows.flatMap(([of, known]) => (known ? [[signalId(of), known] as const] : [])));
  const notes: PlanNote[] = [];
  const signals = rows.map(([of]) => of);
  return { batches: [...planBatches(signals, readings, asOfs, notes)], notes };
}

describe('the plan of a run', () => {
  it('puts all vintages of signals of one shape into batches of about 250', () => {
    const rows = Array.from({ length: 100 }, (_, at) => [signal(`s${at}`), days(0, 60)] as const);
    const { batches } = plan(rows, [50 * DAY, 55 * DAY, 60 * DAY]);
    expect(batches.map(({ forecasts }) => forecasts.length)).toEqual([250, 50]);
    expect(batches[0]?.request.series).toHaveLength(250);
  });

  it('keeps shapes apart, and families together on one grid with the places of their parts', () => {
    const rows = [
      [signal('hourly', { seasonSteps: 24, horizonSteps: 48, intervalMs: DAY / 24 }), hours(200)],
      [signal('sum', { sumOf: ['left', 'right'] }), days(0, 60)],
      [signal('left'), days(0, 60)],
      [signal('right'), days(0, 58)],
    ] as const;
    const { batches } = plan(rows, [60 * DAY]);
    const family = batches.find(({ request }) => request.shape.seasonSteps === 7);
    expect(batches).toHaveLength(2);
    expect(family?.request.series.map(({ leaves, addsUp }) => ({ leaves, addsUp }))).toEqual([
      { leaves: [1, 2], addsUp: true },
      { leaves: [], addsUp: true },
      { leaves: [], addsUp: true },
    ]);
    expect(family?.forecasts.map(({ cutoffMs }) => cutoffMs / DAY)).toEqual([59, 59, 59]);
    expect(Array.from(family?.request.series[2]?.values.slice(-3) ?? [])).toEqual([57, NaN, NaN]);
  });

  it('notes what cannot be forecast, and forecasts a sum without one of its parts on its own', () => {
    const { batches, notes } = plan(
      [
        [signal('sum', { sumOf: ['left', 'right'] }), days(0, 60)],
        [signal('left'), days(0, 60)],
        [signal('right'), days(50, 60)],
        [signal('nothing'), undefined],
      ],
      [60 * DAY],
    );
    expect(batches[0]?.forecasts.map(({ signal: { asset } }) => asset)).toEqual(['sum', 'left']);
    expect(batches[0]?.request.series[0]?.leaves).toEqual([]);
    expect(notes).toMatchObject([
      { kind: 'too-short', have: 10, need: 28 },
      { kind: 'not-summed', reason: 'no forecast of its parts right m.f' },
      { kind: 'no-readings' },
    ]);
  });
});
