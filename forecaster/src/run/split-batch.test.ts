import { signalSchema } from '@wellhead/contracts';
import { expect, it } from 'vitest';
import type { BatchReply } from '../workers/messages.js';
import type { WorkerPool } from '../workers/worker-pool.js';
import { forecastBatches } from './forecast-batches.js';
import type { PlannedBatch } from './plan-batches.js';
import { splitBatch } from './split-batch.js';

/** Series whose only value is their number; `leaves` by number. */
const batch = (leaves: readonly (readonly number[])[]): PlannedBatch => ({
  request: {
    shape: { seasonSteps: 1, cycleSteps: 7, horizonSteps: 1 },
    series: leaves.map((own, at) => ({ values: Float64Array.of(at), nonNegative: false, addsUp: false, leaves: own })),
  },
  forecasts: leaves.map((_, at) => ({
    signal: signalSchema.parse({ asset: `s${at}`, measurement: 'm', field: 'f', title: 't', intervalMs: 1, pack: 'p' }),
    asOfMs: 0,
    cutoffMs: 0,
  })),
});
const numbersOf = ({ request }: PlannedBatch) => request.series.map(({ values }) => values[0]);

it('splits a batch in halves, sums with their parts, whose places are told anew', () => {
  const [first, second] = splitBatch(batch([[], [], [], [1, 2], [], []])) ?? [];
  expect(first && numbersOf(first)).toEqual([0, 1, 2, 3]);
  expect(second && numbersOf(second)).toEqual([4, 5]);
  const [, sums] = splitBatch(batch([[], [], [], [], [], [3, 4]])) ?? [];
  expect(sums && numbersOf(sums)).toEqual([3, 4, 5]);
  expect(sums?.request.series.at(-1)?.leaves).toEqual([0, 1]);
  expect(splitBatch(batch([[], [0]]))).toBeUndefined();
});

it('finds the series that a worker dies of: it fails with the reason, all others are forecast', async () => {
  const workers: WorkerPool = {
    size: 2,
    forecast: ({ series }): Promise<BatchReply> =>
      Promise.resolve(
        series.some(({ values }) => values[0] === 11)
          ? { kind: 'lost', reason: 'the worker died' }
          : {
              kind: 'done',
              outcomes: series.map(() => ({ kind: 'failed', reason: 'made' })),
            },
      ),
    close: () => Promise.resolve(),
  };
  const all = batch(Array.from({ length: 30 }, () => []));
  let told = 0;
  const { failed } = await forecastBatches([all], {
    workers,
    urgency: 'scheduled',
    prepare: (batch) => Promise.resolve(batch),
    onDone: (count) => (told += count),
  });
  const dead = failed.filter(({ reason }) => reason === 'the worker died');
  expect(dead.map(({ signal }) => signal.asset)).toEqual(['s11']);
  expect(failed).toHaveLength(30);
  expect(told).toBe(30);
});
