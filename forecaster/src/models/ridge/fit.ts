import { Tensor } from 'onnxruntime-node';
import { modelScratch } from '../../domain/scratch.js';
import type { Sessions } from '../sessions.js';
import { rowsInput, type RidgeShape } from './ridge-graph.js';

/** Where the rows of a refit go. */
export interface RidgeRows {
  readonly refit: number;
  /** Features and outcomes side by side, of all series. */
  readonly table: Float32Array;
  readonly weights: Float32Array;
  /** The first row. */
  readonly row: number;
}

/** Writes the rows that a refit adds to what is known of one series. */
export type WriteRows<Problem> = (problem: Problem, rows: RidgeRows) => void;

/** Coefficients of one series: `data[from + (refit × features + feature) × targets + target]`. */
export interface RidgeFit {
  readonly data: Float32Array;
  readonly from: number;
}

export interface RidgeTask extends Omit<RidgeShape, 'parts'> {
  /** How many rows each refit adds, alike for all series. */
  readonly rowCounts: readonly number[];
}

/** Numbers in one run of the graph: little more than the caches hold. */
const NUMBERS_A_RUN = 500_000;

/** Fits problems of equal shape, as many at once as the memory allows. */
export async function fitRidge<Problem>(
  problems: readonly Problem[],
  write: WriteRows<Problem>,
  { rowCounts, ...shape }: RidgeTask,
  sessions: Sessions<RidgeShape>,
): Promise<readonly RidgeFit[]> {
  const { features, targets } = shape;
  const parts = rowCounts.length;
  // A refit that adds no row gets one of zeros: a product over nothing is left undefined by the runtime.
  const places = rowCounts.map((count) => Math.max(1, count));
  const rows = places.reduce((sum, count) => sum + count, 0);
  const width = features + targets;
  const session = await sessions.of({ ...shape, parts });
  const most = Math.min(problems.length, Math.max(1, Math.floor(NUMBERS_A_RUN / (rows * width))));
  const fits: RidgeFit[] = [];
  // Filled again for each run: every row is written each time, but those of zeros.
  const wholeTables = places.map((count) => modelScratch.floats(most * count * width).fill(0));
  const allWeights = places.map((count) => modelScratch.floats(most * count).fill(0));
  for (let from = 0; from < problems.length; from += most) {
    const some = problems.slice(from, from + most);
    const inputs: Record<string, Tensor> = {};
    const known = new Float32Array(parts * some.length);
    places.forEach((count, refit) => {
      const table = (wholeTables[refit] as Float32Array).subarray(0, some.length * count * width);
      const weights = (allWeights[refit] as Float32Array).subarray(0, some.length * count);
      for (let series = 0; series < some.length; series += 1)
        write(some[series] as Problem, { refit, table, weights, row: series * count });
      applyWeights(table, weights, width);
      addWeights(weights, count, known, refit * some.length);
      inputs[rowsInput(refit)] = new Tensor('float32', table, [some.length, count, width]);
    });
    const { coefficients } = await session.run({
      ...inputs,
      weights: new Tensor('float32', known, [parts, some.length]),
    });
    const data = coefficients?.data;
    if (!(data instanceof Float32Array)) throw new Error('the graph gave no coefficients');
    some.forEach((_, series) => fits.push({ data, from: series * parts * features * targets }));
  }
  return fits;
}

/** Every number of a row times the root of its weight. */
function applyWeights(table: Float32Array, weights: Float32Array, width: number): void {
  for (let row = 0; row < weights.length; row += 1) {
    const weight = weights[row] as number;
    if (weight === 1) continue;
    const root = Math.sqrt(weight);
    for (let at = row * width; at < (row + 1) * width; at += 1) table[at] = (table[at] as number) * root;
  }
}

/** Weights of the rows that a refit knows, a series each, from `from` on: those of the refit before and its own. */
function addWeights(weights: Float32Array, count: number, into: Float32Array, from: number): void {
  const series = weights.length / count;
  for (let at = 0, row = 0; at < series; at += 1) {
    let sum = from === 0 ? 0 : (into[from - series + at] as number);
    for (const end = row + count; row < end; row += 1) sum += weights[row] as number;
    into[from + at] = sum;
  }
}
