import { Tensor } from 'onnxruntime-node';
import type { Sessions } from '../sessions.js';
import type { RidgeShape } from './ridge-graph.js';

/** Where the rows of a refit go. */
export interface RidgeRows {
  readonly refit: number;
  /** Features and outcomes side by side. */
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
  const most = Math.max(1, Math.floor(NUMBERS_A_RUN / (rows * width)));
  const fits: RidgeFit[] = [];
  // Filled again for each run: every row is written each time, but those of zeros.
  const wholeTable = new Float32Array(Math.min(most, problems.length) * rows * width);
  const allWeights = new Float32Array(Math.min(most, problems.length) * rows);
  for (let from = 0; from < problems.length; from += most) {
    const some = problems.slice(from, from + most);
    const table = wholeTable.subarray(0, some.length * rows * width);
    const weights = allWeights.subarray(0, some.length * rows);
    for (let series = 0, row = 0; series < some.length; series += 1)
      for (let refit = 0; refit < parts; refit += 1) {
        write(some[series] as Problem, { refit, table, weights, row });
        row += places[refit] as number;
      }
    applyWeights(table, weights, width);
    const { coefficients } = await session.run({
      rows: new Tensor('float32', table, [some.length, rows, width]),
      row_counts: new Tensor('int64', BigInt64Array.from(places, BigInt), [parts]),
      weights: new Tensor('float32', summedWeights(weights, some.length, places), [parts, some.length]),
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

/** Weights of the rows that each refit knows, [part, series]. */
function summedWeights(weights: Float32Array, series: number, rowCounts: readonly number[]): Float32Array {
  const sums = new Float32Array(rowCounts.length * series);
  let row = 0;
  for (let at = 0; at < series; at += 1) {
    let sum = 0;
    rowCounts.forEach((count, part) => {
      for (const end = row + count; row < end; row += 1) sum += weights[row] as number;
      sums[part * series + at] = sum;
    });
  }
  return sums;
}
