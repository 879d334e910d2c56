import { Tensor } from 'onnxruntime-node';
import type { Sessions } from '../sessions.js';
import type { RidgeShape } from './ridge-graph.js';

/** Rows of one series, by the refit that adds them. */
export interface RidgeProblem {
  /** Per refit, how many rows it adds. */
  readonly rows: readonly number[];
  /** Writes one row where it belongs and returns its weight. */
  write(refit: number, row: number, features: Float32Array, outcomes: Float32Array): number;
}

export interface RidgeFit {
  coefficient(refit: number, feature: number, target: number): number;
}

/** Numbers in one run of the graph: about 30 MB of intermediate values. */
const NUMBERS_A_RUN = 2_000_000;

/** Fits problems with the same number of parts, as many at once as the memory allows. */
export async function fitRidge(
  problems: readonly RidgeProblem[],
  shape: RidgeShape,
  sessions: Sessions<RidgeShape>,
): Promise<readonly RidgeFit[]> {
  const parts = problems[0]?.rows.length ?? 0;
  const rows = Math.max(1, ...problems.flatMap((problem) => problem.rows));
  const { features, targets } = shape;
  const session = await sessions.of(shape);
  const width = Math.max(1, Math.floor(NUMBERS_A_RUN / (parts * rows * (features + targets))));
  const fits: RidgeFit[] = [];
  for (let from = 0; from < problems.length; from += width) {
    const some = problems.slice(from, from + width);
    const count = some.length * parts * rows;
    const table = new Float32Array(count * features);
    const outcomes = new Float32Array(count * targets);
    const weights = new Float32Array(count);
    some.forEach((problem, series) =>
      problem.rows.forEach((count, part) => {
        for (let row = 0; row < count; row += 1) {
          const place = (series * parts + part) * rows + row;
          weights[place] = problem.write(
            part,
            row,
            table.subarray(place * features, (place + 1) * features),
            outcomes.subarray(place * targets, (place + 1) * targets),
          );
        }
      }),
    );
    const tensor = (data: Float32Array, last: number): Tensor =>
      new Tensor('float32', data, [some.length, parts, rows, last]);
    const { coefficients } = await session.run({
      rows: tensor(table, features),
      outcomes: tensor(outcomes, targets),
      weights: tensor(weights, 1),
    });
    const data = coefficients?.data;
    if (!(data instanceof Float32Array)) throw new Error('the graph gave no coefficients');
    some.forEach((_, series) =>
      fits.push({
        coefficient: (refit, feature, target) =>
          data[((series * parts + refit) * features + feature) * targets + target] as number,
      }),
    );
  }
  return fits;
}
