import { InferenceSession, Tensor } from 'onnxruntime-node';
import { ridgeModel, rowsInput } from '../models/ridge/ridge-graph.js';
import { SESSION_OPTIONS } from '../models/sessions.js';
import { biasCourse } from './bias.js';
import { softSensorModel } from './soft-sensor-graph.js';

/** Samples of a laboratory and what the inputs were then, in the order of their times. */
export interface SoftSensorLesson {
  readonly timesMs: readonly number[];
  /** Row by row. */
  readonly inputs: Float32Array;
  readonly measured: readonly number[];
  readonly inputCount: number;
  readonly biasWeight: number;
}

export type LearntSoftSensor =
  | { readonly kind: 'too-few'; readonly have: number; readonly need: number }
  | {
      readonly kind: 'learnt';
      /** input `x` float [rows, inputs], output `y` float [rows, 1]. */
      readonly model: Uint8Array;
      /** Mean absolute error on samples that came after what was learnt from, with the bias of the samples before. */
      readonly error: number;
      /** Of the sample before instead. */
      readonly naiveError: number;
      readonly origins: number;
    };

export const LEAST_SAMPLES = 60;
/** The newest samples are predicted, not only learnt from. */
const JUDGED_SHARE = 0.5;
/** Refits in one graph. */
const MOST_ORIGINS = 60;
/** Belief that an input has no effect, in samples. */
const PRIOR_ROWS = 0.05;

/**
 * Ridge regression of laboratory results by process values, learnt anew as samples come in: each is predicted by what was learnt from those before it,
 * with the bias that they left. The last fit is the model. Runs onnxruntime on its thread: call it from a worker.
 */
export async function learnSoftSensor(lesson: SoftSensorLesson): Promise<LearntSoftSensor> {
  const { measured, inputs, inputCount, timesMs } = lesson;
  const samples = measured.length;
  if (samples < LEAST_SAMPLES) return { kind: 'too-few', have: samples, need: LEAST_SAMPLES };
  const first = Math.floor(samples * (1 - JUDGED_SHARE));
  const step = Math.ceil((samples - first) / MOST_ORIGINS);
  const counts = [first];
  for (let at = first; at < samples; at += step) counts.push(Math.min(step, samples - at));

  const at = (row: number, column: number): number => inputs[row * inputCount + column] as number;
  // Scaled by the samples that no prediction is made for: nothing of the judged ones is known.
  const scales = Array.from({ length: inputCount }, (_, column) => spread(first, (row) => at(row, column)));
  const level = spread(first, (row) => measured[row] as number);
  const features = inputCount + 1;
  const table = new Float32Array(samples * (features + 1));
  for (let row = 0; row < samples; row += 1) {
    const from = row * (features + 1);
    scales.forEach(({ mean, deviation }, column) => (table[from + column] = (at(row, column) - mean) / deviation));
    table[from + inputCount] = 1;
    table[from + features] = (measured[row] as number) - level.mean;
  }
  const sums = counts.reduce<number[]>((all, count) => [...all, (all.at(-1) ?? 0) + count], []);
  const session = await InferenceSession.create(
    ridgeModel({ parts: counts.length, features, targets: 1, priorRows: PRIOR_ROWS, prior: 1e-4 }),
    SESSION_OPTIONS,
  );
  try {
    const { coefficients } = await session.run({
      ...Object.fromEntries(
        counts.map((count, part) => {
          const end = (sums[part] as number) * (features + 1);
          const rows = table.subarray(end - count * (features + 1), end);
          return [rowsInput(part), new Tensor('float32', rows, [1, count, features + 1])];
        }),
      ),
      weights: new Tensor('float32', Float32Array.from(sums), [counts.length, 1]),
    });
    const fits = coefficients?.data as Float32Array;
    const predict = (part: number, row: number): number => {
      let value = level.mean;
      for (let column = 0; column < features; column += 1)
        value += (fits[part * features + column] as number) * (table[row * (features + 1) + column] as number);
      return value;
    };
    const judged: { timeMs: number; model: number; measured: number }[] = [];
    for (let part = 1, row = first; part < counts.length; part += 1)
      for (const end = row + (counts[part] as number); row < end; row += 1)
        judged.push({
          timeMs: timesMs[row] as number,
          model: predict(part - 1, row),
          measured: measured[row] as number,
        });
    const last = (counts.length - 1) * features;
    return {
      kind: 'learnt',
      model: softSensorModel(
        scales.map((scale, column) => ({ ...scale, weight: fits[last + column] as number })),
        level.mean + (fits[last + inputCount] as number),
        { samples, fromMs: timesMs[0] as number, untilMs: timesMs[samples - 1] as number },
      ),
      error: mean(biasCourse(judged, lesson.biasWeight).map(({ deviation }) => Math.abs(deviation))),
      naiveError: mean(
        judged.map((_, k) => Math.abs((measured[first + k] as number) - (measured[first + k - 1] as number))),
      ),
      origins: judged.length,
    };
  } finally {
    await session.release();
  }
}

function spread(rows: number, of: (row: number) => number): { readonly mean: number; readonly deviation: number } {
  const values = Array.from({ length: rows }, (_, row) => of(row));
  const middle = mean(values);
  const variance = mean(values.map((value) => (value - middle) ** 2));
  // An input that never moved tells nothing: it is left as it is.
  return { mean: middle, deviation: variance > 0 ? Math.sqrt(variance) : 1 };
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
