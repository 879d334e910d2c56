import { DAILY, describeModel, KNOWN_IN_TIME } from '../models/model-conformance.js';
import { randomNumbers } from '../../testing/made-series.js';
import { openGlobalModel } from './global-model.js';
import { GLOBAL_KINDS } from './networks.js';
import { trainGlobal } from './train-global.js';
import type { PooledSeries } from './windows.js';

const WEEKS = 52;

/** Series of any week, size and trend, noisy or not: what a pool of unlike signals teaches is to go on as it was. */
const pool: readonly PooledSeries[] = Array.from({ length: 40 }, (_, at) => {
  const next = randomNumbers(at + 1);
  const week = Array.from({ length: 7 }, () => 100 + 40 * next());
  const slope = at % 3 === 0 ? 2 * next() : 0;
  const noise = at % 4;
  const values = Float64Array.from(
    { length: WEEKS * 7 },
    (_, step) => (week[step % 7] as number) + slope * step + noise * next(),
  );
  return { values, cutoffMs: KNOWN_IN_TIME.cutoffMs, stepMs: KNOWN_IN_TIME.stepMs };
});
// All that is forecast below comes later than a window of it: no origin is one that was learnt from.
const untilMs = KNOWN_IN_TIME.cutoffMs - 40 * 7 * KNOWN_IN_TIME.stepMs;

for (const kind of GLOBAL_KINDS) {
  const trained = await trainGlobal(
    pool.map(({ values, ...one }) => ({ ...one, values, cutoffMs: untilMs - 1 })),
    { kind, shape: DAILY, untilMs, seed: 1 },
  );
  if (trained.kind !== 'trained') throw new Error(`${kind} was not trained: ${trained.what}`);
  describeModel(() => openGlobalModel(trained), { season: 'learnt', madeFor: DAILY });
}
