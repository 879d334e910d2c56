import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Pack } from '@wellhead/contracts';
import { type FlowPlaces, type FlowTimes, openFlows } from '../running-flows.js';
import { type MemoryPeaks, watchMemory } from './watch-memory.js';

/**
 * `flow-process PACK PLACES`: the service of flows in a process of its own, as it is built for its image. Runs market-file once, tells how far it is, and
 * what it took as its last line.
 */
export interface FlowMeasured {
  readonly seconds: number;
  readonly secondsOf: { readonly extract: number; readonly transform: number; readonly load: number };
  readonly figures: FlowTimes['figures'];
  readonly memory: MemoryPeaks;
  /** This process and its threads at their most, in bytes. */
  readonly processBytes: number;
}

const PROGRESS_MS = 5_000;

const [packFile = '', placesText = ''] = process.argv.slice(2);
const pack = JSON.parse(readFileSync(packFile, 'utf8')) as Pack;
const places = JSON.parse(placesText) as FlowPlaces;
const flows = await openFlows(pack, places);
const memory = watchMemory();
const progress = setInterval(() => void tellProgress(), PROGRESS_MS);
const { seconds, secondsOf, figures } = await flows.run('market-file').finally(() => clearInterval(progress));
const measured: FlowMeasured = {
  seconds,
  secondsOf: { extract: secondsOf('fetch file'), transform: secondsOf('clean'), load: secondsOf('load') },
  figures,
  memory: memory.stop(),
  processBytes: process.resourceUsage().maxRSS * 1_024,
};
await flows.close();
console.log(JSON.stringify(measured));

async function tellProgress(): Promise<void> {
  const { rows } = await flows.stores.pool.query<{ step: string; message: string }>(
    'select step, message from ops.run_logs order by id desc limit 1',
  );
  const [last] = rows;
  if (last)
    process.stderr.write(
      `${path.basename(places.dir)}: ${last.step}: ${last.message}; ${Math.round(process.memoryUsage.rss() / 1e6)} MB resident\n`,
    );
}
