import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { initSync, MSTL } from '@bsull/augurs/mstl';
import { median, spentMs, WARM_UP_MS } from '../forecast/ours.js';
import type { Pair, PairSet } from '../forecast/pairs.js';

/** CPU time of augurs' MSTL with ETS a series (fit and forecast with one interval, as Grafana uses it), in this thread, warm; median of `count` of the pairs. */
export function augursMsASeries({ pairs, seasonSteps, horizonSteps }: PairSet, count: number): number {
  const script = fileURLToPath(import.meta.resolve('@bsull/augurs/mstl'));
  initSync({ module: readFileSync(script.replace(/\.js$/, '_bg.wasm')) });
  const most = Math.min(count, pairs.length);
  const timed = (at: number): number => {
    const { known } = pairs[Math.floor((((at % most) + 0.5) * pairs.length) / most)] as Pair;
    const before = process.cpuUsage();
    const model = MSTL.ets([seasonSteps], { impute: true });
    model.fit(known);
    model.predict(horizonSteps, 0.95);
    model.free();
    return spentMs(before);
  };
  for (let turn = 0, worked = 0; worked < WARM_UP_MS; turn += 1) worked += timed(turn);
  return median(Array.from({ length: most }, (_, at) => timed(at)));
}
