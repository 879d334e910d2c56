import { signalId, type SoftSensorManifest } from '@wellhead/contracts';
import type { SignalReadings } from '../domain/window.js';

/** What a soft sensor is given: a row a step that has a value of every input. */
export interface SensorRows {
  /** End of each step, when all of it is known. */
  readonly timesMs: readonly number[];
  /** Row by row. */
  readonly values: Float32Array;
  /** By input: how many of its values lie outside of what the model was trained on. */
  readonly outside: readonly number[];
  /** By row: how many of its inputs do. */
  readonly outsideAt: readonly number[];
  /** Steps that lack an input. */
  readonly incomplete: number;
}

/** Means of every input over each step from `fromMs` (in) to `toMs` (out); steps without one of the inputs are left out. */
export function sensorRows(
  { inputs, intervalMs }: Pick<SoftSensorManifest, 'inputs' | 'intervalMs'>,
  readings: ReadonlyMap<string, SignalReadings>,
  fromMs: number,
  toMs: number,
): SensorRows {
  const steps = Math.max(0, Math.floor((toMs - fromMs) / intervalMs));
  const means = inputs.map((input) => stepMeans(readings.get(signalId(input)), fromMs, intervalMs, steps));
  const timesMs: number[] = [];
  const rows: number[] = [];
  const outside = inputs.map(() => 0);
  const outsideAt: number[] = [];
  for (let step = 0; step < steps; step += 1) {
    if (means.some((own) => Number.isNaN(own[step]))) continue;
    timesMs.push(fromMs + (step + 1) * intervalMs);
    let beyond = 0;
    means.forEach((own, at) => {
      const value = own[step] as number;
      const { low, high } = inputs[at] as SoftSensorManifest['inputs'][number];
      if (value < low || value > high) {
        outside[at] = (outside[at] as number) + 1;
        beyond += 1;
      }
      rows.push(value);
    });
    outsideAt.push(beyond);
  }
  return { timesMs, values: Float32Array.from(rows), outside, outsideAt, incomplete: steps - timesMs.length };
}

/** Values of a reference, each with the inputs of the step in which it was measured; those whose step lacks an input are left out. */
export function sampleRows(
  sensor: Pick<SoftSensorManifest, 'inputs' | 'intervalMs'>,
  readings: ReadonlyMap<string, SignalReadings>,
  measured: SignalReadings | undefined,
  fromMs: number,
  toMs: number,
): { readonly timesMs: number[]; readonly inputs: Float32Array; readonly measured: number[] } {
  const { intervalMs } = sensor;
  const width = sensor.inputs.length;
  const rows = sensorRows(sensor, readings, fromMs, toMs);
  const rowAt = new Map(rows.timesMs.map((timeMs, row) => [timeMs, row]));
  const timesMs: number[] = [];
  const values: number[] = [];
  const found: number[] = [];
  measured?.timesMs.forEach((timeMs, at) => {
    const row = rowAt.get(stepEnd(timeMs, fromMs, intervalMs));
    const value = measured.values[at] as number;
    if (row === undefined || !Number.isFinite(value)) return;
    timesMs.push(timeMs);
    found.push(value);
    for (let column = 0; column < width; column += 1) values.push(rows.values[row * width + column] as number);
  });
  return { timesMs, inputs: Float32Array.from(values), measured: found };
}

/** End of the step that a time lies in. */
export const stepEnd = (timeMs: number, fromMs: number, intervalMs: number): number =>
  fromMs + (Math.floor((timeMs - fromMs) / intervalMs) + 1) * intervalMs;

function stepMeans(
  readings: SignalReadings | undefined,
  fromMs: number,
  intervalMs: number,
  steps: number,
): Float64Array {
  const means = new Float64Array(steps).fill(Number.NaN);
  const counts = new Uint32Array(steps);
  readings?.timesMs.forEach((timeMs, at) => {
    const step = Math.floor((timeMs - fromMs) / intervalMs);
    const value = readings.values[at] as number;
    if (step < 0 || step >= steps || !Number.isFinite(value)) return;
    const count = (counts[step] as number) + 1;
    counts[step] = count;
    means[step] = count === 1 ? value : (means[step] as number) + (value - (means[step] as number)) / count;
  });
  return means;
}

/** One sentence an input with values that the model was not trained on. */
export const outsideSentences = (
  { inputs }: Pick<SoftSensorManifest, 'inputs'>,
  { outside, timesMs }: Pick<SensorRows, 'outside' | 'timesMs'>,
): readonly string[] =>
  inputs.flatMap((input, at) => {
    const count = outside[at] as number;
    return count === 0
      ? []
      : [
          `${signalId(input)}: ${count} of ${timesMs.length} values lie outside of ${input.low} to ${input.high}, which the model was trained on`,
        ];
  });
