import { signalId, type Signal } from '@wellhead/contracts';
import { cycleStepsOf } from '../domain/cycles.js';
import type { KnownInputs } from '../domain/known-inputs.js';
import { hierarchyOf, type Hierarchy } from '../domain/hierarchy.js';
import { lastReadingBefore, windowOf, type SignalReadings, type TooShort } from '../domain/window.js';
import type { BatchShape } from '../models/model.js';
import type { BatchRequest, BatchSeries } from '../workers/forecast-batch.js';
import { inputsOf } from './driver-inputs.js';

/** One forecast to make: the row `at` of a batch, and whose it is. */
export interface PlannedForecast {
  readonly signal: Signal;
  readonly asOfMs: number;
  readonly cutoffMs: number;
}

export interface PlannedBatch {
  readonly request: BatchRequest;
  /** One a series of the request, in order. */
  readonly forecasts: readonly PlannedForecast[];
}

/** A forecast that cannot be made, or not as asked. */
export type PlanNote =
  | { readonly kind: 'no-readings'; readonly signal: Signal; readonly asOfMs: number }
  | (TooShort & { readonly signal: Signal; readonly asOfMs: number })
  /** The signal has drivers, but is forecast without them. */
  | { readonly kind: 'not-driven'; readonly signal: Signal; readonly asOfMs: number; readonly reason: string }
  /** The signal is a sum, but is forecast on its own. */
  | { readonly kind: 'not-summed'; readonly signal: Signal; readonly asOfMs: number; readonly reason: string };

/** Series in one batch: large enough to make the most of a run, small enough to share the work between workers. */
const SERIES_A_BATCH = 250;
/**
 * Numbers that one model says of a batch, an origin and a step each: 250 series of two years of days with a week ahead. A worker holds about ten times as
 * many at once; narrow batches cost more, since a graph has thousands of nodes to call, however wide they are (a quarter as wide: 2.5 times the time).
 */
const NUMBERS_A_BATCH = 182_000;

/**
 * Turns readings into batches, for each instant as if nothing later were known. Families stay together (a sum needs its parts) on one
 * grid, which ends at the newest reading of any member: a part whose reading is late has a gap there.
 * Series carry their calendar, and their drivers where those are known (`driverReadings`).
 * Batches come one by one, so that the first is worked on while the next is planned; notes are added as they arise.
 */
export function* planBatches(
  signals: readonly Signal[],
  readings: ReadonlyMap<string, SignalReadings>,
  asOfs: readonly number[],
  notes: PlanNote[],
  driverReadings: ReadonlyMap<string, SignalReadings> = new Map(),
): Generator<PlannedBatch> {
  const hierarchy = hierarchyOf(signals);
  const newestMs = Math.max(...asOfs);
  const open = new Map<string, OpenBatch>();
  for (const asOfMs of asOfs)
    for (const family of hierarchy.families)
      for (const sameShape of groupBy(family, shapeKey)) {
        const rows = planFamily(sameShape, hierarchy, readings, asOfMs, notes);
        if (rows.length === 0) continue;
        const key = shapeKey(sameShape[0] as Signal);
        const batch = open.get(key) ?? newBatch(sameShape[0] as Signal);
        addFamily(
          batch,
          rows.map((row) => ({ ...row, inputs: known(row, driverReadings, notes) })),
          newestMs,
        );
        if (batch.forecasts.length >= SERIES_A_BATCH || batch.numbers >= NUMBERS_A_BATCH) {
          open.delete(key);
          yield closed(batch);
        } else open.set(key, batch);
      }
  for (const batch of open.values()) yield closed(batch);
}

interface Row extends PlannedForecast {
  readonly values: Float64Array;
  readonly leaves: readonly Signal[];
}

/** Calendar and drivers of a window; a note where the drivers are not known. */
function known(row: Row, driverReadings: ReadonlyMap<string, SignalReadings>, notes: PlanNote[]): KnownInputs {
  const { signal, asOfMs, cutoffMs, values } = row;
  const outcome = inputsOf(signal, driverReadings, { asOfMs, cutoffMs, windowSteps: values.length });
  if (outcome.kind === 'calendar-only') notes.push({ kind: 'not-driven', signal, asOfMs, reason: outcome.reason });
  return outcome.inputs;
}

/** The members of a family that can be forecast, with their windows. */
function planFamily(
  family: readonly Signal[],
  hierarchy: Hierarchy,
  readings: ReadonlyMap<string, SignalReadings>,
  asOfMs: number,
  notes: PlanNote[],
): readonly Row[] {
  const readingsOf = (signal: Signal): SignalReadings | undefined => readings.get(signalId(signal));
  const newest = family.map((signal) => {
    const known = readingsOf(signal);
    return known && lastReadingBefore(known, asOfMs);
  });
  const cutoffMs = Math.max(...newest.filter((timeMs) => timeMs !== undefined));
  const windows = new Map<Signal, Float64Array>();
  family.forEach((signal, at) => {
    const known = readingsOf(signal);
    if (!known || newest[at] === undefined) {
      notes.push({ kind: 'no-readings', signal, asOfMs });
      return;
    }
    const cycleSteps = cycleStepsOf(signal.seasonSteps);
    const window = windowOf(known, { intervalMs: signal.intervalMs, cycleSteps, asOfMs, cutoffMs });
    if (window.kind === 'too-short') notes.push({ ...window, signal, asOfMs });
    else windows.set(signal, window.values);
  });
  return [...windows].map(([signal, values]) => {
    const leaves = hierarchy.leavesOf(signal);
    if (!leaves) return { signal, asOfMs, cutoffMs, values, leaves: [] };
    const missing = leaves.kind === 'leaves' ? leaves.signals.filter((leaf) => !windows.has(leaf)) : [];
    if (leaves.kind === 'leaves' && missing.length === 0)
      return { signal, asOfMs, cutoffMs, values, leaves: leaves.signals };
    const reason =
      leaves.kind === 'broken' ? leaves.reason : `no forecast of its parts ${missing.map(signalId).join(', ')}`;
    notes.push({ kind: 'not-summed', signal, asOfMs, reason });
    return { signal, asOfMs, cutoffMs, values, leaves: [] };
  });
}

interface OpenBatch {
  readonly shape: BatchShape;
  /** Past origins times steps of the horizon, of all series. */
  numbers: number;
  readonly series: BatchSeries[];
  readonly forecasts: PlannedForecast[];
}

const newBatch = ({ seasonSteps, horizonSteps }: Signal): OpenBatch => ({
  shape: { seasonSteps, horizonSteps, cycleSteps: cycleStepsOf(seasonSteps) },
  numbers: 0,
  series: [],
  forecasts: [],
});

/** Histories are taken apart at the newest instant alone. */
function addFamily(
  batch: OpenBatch,
  rows: readonly (Row & { readonly inputs: KnownInputs })[],
  newestMs: number,
): void {
  const places = new Map(rows.map(({ signal }, at) => [signal, batch.series.length + at]));
  const parts = new Set(rows.flatMap(({ leaves }) => leaves));
  for (const { values, leaves, inputs, ...forecast } of rows) {
    batch.series.push({
      values,
      inputs,
      nonNegative: forecast.signal.nonNegative,
      addsUp: leaves.length > 0 || parts.has(forecast.signal),
      decomposed: forecast.asOfMs === newestMs,
      leaves: leaves.map((leaf) => places.get(leaf) as number),
      ...(forecast.signal.showModels ? { showModels: forecast.signal.showModels } : {}),
    });
    batch.forecasts.push(forecast);
    batch.numbers += (values.length / batch.shape.cycleSteps) * batch.shape.horizonSteps;
  }
}

const closed = ({ shape, series, forecasts }: OpenBatch): PlannedBatch => ({ request: { shape, series }, forecasts });

/** Signals of equal key share batches. */
export const shapeKey = ({ seasonSteps, horizonSteps, intervalMs }: Signal): string =>
  `${seasonSteps} ${horizonSteps} ${intervalMs}`;

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): readonly (readonly T[])[] {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group) group.push(item);
    else groups.set(keyOf(item), [item]);
  }
  return [...groups.values()];
}
