import { batchOf, nsFromMs } from '@wellhead/contracts';
import { openDuckDbStore, openPool, type TelemetryStore } from '@wellhead/stores';
import { pino } from 'pino';
import { openScorer } from '../src/anomaly/score-readings.js';
import { openReadingsWatch } from '../src/anomaly/watch-readings.js';
import { openForecastRuns } from '../src/run/open-forecast-runs.js';
import { HALF_WAY, INSTANTS, SHOPS_NOW, shopSales } from './many-shops.js';

/**
 * A process that scores or forecasts the many shops and ends itself with SIGKILL beside one of its writes to telemetry:
 * `until-killed.ts <score-first | score-second | forecast> <before | after> <which write> <database> <telemetry file>`.
 * `score-second` is killed in its second look, whose readings come after the states of the first were saved.
 */
const [task, when, which, databaseUrl = '', file = ''] = process.argv.slice(2);
const log = pino({ level: 'silent' });
const store = await openDuckDbStore({ file });
const pool = openPool(databaseUrl, { max: 4 });
let counted = false;
let writes = 0;
const end = (): void => void process.kill(process.pid, 'SIGKILL');
const telemetry: TelemetryStore = {
  ...store,
  write: async (batch, checkpoint) => {
    const isIt = counted && (writes += 1) === Number(which);
    if (isIt && when === 'before') end();
    const outcome = await store.write(batch, checkpoint);
    if (isIt) end();
    return outcome;
  },
};

if (task === 'forecast') {
  const runs = openForecastRuns({ stores: { telemetry, pool }, log, clock: () => SHOPS_NOW, workers: 1 });
  counted = true;
  await runs.run({ reason: 'demand', pack: 'shops', asOfMs: [...INSTANTS] });
} else {
  let nowMs = task === 'score-second' ? HALF_WAY : SHOPS_NOW;
  const watch = await openReadingsWatch({ stores: { telemetry, pool }, scorer: openScorer(), clock: () => nowMs });
  if (task === 'score-second') {
    await watch.look('past');
    const rest = shopSales().filter(({ timeNs }) => timeNs >= nsFromMs(HALF_WAY));
    await store.write(batchOf(rest));
  }
  counted = true;
  nowMs = SHOPS_NOW;
  await watch.look('past');
}
throw new Error(`${task} came to its end after ${writes} writes`);
