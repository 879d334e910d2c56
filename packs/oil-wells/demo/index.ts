import type { FlowRunner, PackDemo } from '../../src/index.js';
import { isoDay, MS_PER_DAY, rateDay, FIRST_RATE_MS, STEP_MS } from './field.js';
import { openFieldBroker, sourcesOf } from './field-broker.js';
import { sendLines, sendRows } from './post.js';
import { pumpHistory } from './pump-history.js';
import { sendDynamograms } from './send-dynamograms.js';
import { rateLines, stepAfter, telemetryLines } from './telemetry-lines.js';
import { wellRecords } from './well-records.js';

export { dynamogramRows, type DynamogramRow } from './dynamogram-rows.js';
export { pumpHistory, type PumpHistory } from './pump-history.js';
export { openFieldBroker, sourcesOf, type FieldBroker } from './field-broker.js';

/** What a first start feeds: ten minutes apart, and a day apart. */
const TELEMETRY_DAYS = 13;
const RATE_DAYS = 160;
const RECORD_DAYS = 90;
const LOOK_MS = 15_000;

/**
 * A field with 44 wells: a broker with a station (plain MQTT, long form) and a Sparkplug gateway, what they would have sent in the days before over REST,
 * records of the office, and the history of pumps that failures are learnt from.
 */
export const oilWellsDemo: PackDemo = {
  title: 'demo wells (simulated)',
  open: async ({ clock, host = '127.0.0.1', log }) => {
    const broker = await openFieldBroker(host);
    log.info({ url: broker.url }, 'broker of the demo field opened');
    return {
      variables: {},
      sources: sourcesOf(broker.url),
      run: async (wellhead, note) => {
        const nowMs = clock();
        note('dynamograms');
        await sendDynamograms(wellhead, nowMs);
        const [pumpsMs, telemetryMs, ratesMs] = await Promise.all(
          ['esp', 'tms', 'agzu'].map((measurement) => wellhead.newestMs(measurement)),
        );
        const pumps = pumpHistory({ untilMs: nowMs, sinceMs: pumpsMs });
        note('records of wells');
        await sendRows(wellhead, 'maintenance_records', pumps.repairs);
        const firstRateMs = (rateDay(nowMs) - RATE_DAYS) * MS_PER_DAY + FIRST_RATE_MS;
        const knownMs = ratesMs === undefined ? nowMs - RECORD_DAYS * MS_PER_DAY : ratesMs - 2 * MS_PER_DAY;
        const records = wellRecords(Math.min(knownMs, nowMs), nowMs, installedMs(nowMs));
        for (const [type, rows] of Object.entries(records)) await sendRows(wellhead, type, rows);
        note('rates and telemetry of wells');
        await sendLines(wellhead, pumps.lines);
        await sendLines(wellhead, rateLines(ratesMs ?? firstRateMs, nowMs, pumps));
        await sendLines(wellhead, telemetryLines(telemetryMs ?? nowMs - TELEMETRY_DAYS * MS_PER_DAY, nowMs));
        await wellhead.delivered();
        // In the background: it, and the report that comes after it, are not waited for to see the first readings.
        void workUp(wellhead.flows, {
          firstDay: isoDay(firstRateMs + MS_PER_DAY),
          lastDay: isoDay(nowMs - MS_PER_DAY),
          learn: pumpsMs === undefined,
        }).catch((error: unknown) => log.warn({ err: error }, 'flows of the demo wells not run'));
        return follow(broker, clock, nowMs, (error) => log.warn({ err: error }, 'simulated telemetry not sent'));
      },
      close: () => broker.close(),
    };
  },
};

/** When the pumps of the demo were hung in: the same day for two hundred days, so that rows are the same at every start. */
const installedMs = (nowMs: number): number => (Math.floor(nowMs / (200 * MS_PER_DAY)) - 1) * 200 * MS_PER_DAY;

/** Productivity of the days that have none yet, then forecasts of all signals; after a first start what failures are learnt from. */
async function workUp(
  flows: FlowRunner,
  { firstDay, lastDay, learn }: { readonly firstDay: string; readonly lastDay: string; readonly learn: boolean },
): Promise<void> {
  const known = await flows.lastDay('oil-wells-daily');
  if (known === undefined || known < lastDay)
    await flows.runFlow('oil-wells-daily', { fromDay: known ?? firstDay, toDay: lastDay, reason: 'demo' });
  await flows.queueFlow('oil-wells-forecast', 'demo');
  if (learn) await flows.queueFlow('pump-failures', 'demo');
}

/** Sends each step of ten minutes over the broker when its time has come, in order. */
function follow(
  broker: Awaited<ReturnType<typeof openFieldBroker>>,
  clock: () => number,
  fromMs: number,
  onFailure: (error: unknown) => void,
): { close(): Promise<void> } {
  let nextMs = stepAfter(fromMs);
  let sending = Promise.resolve();
  const look = async (): Promise<void> => {
    for (; nextMs <= clock(); nextMs += STEP_MS) await broker.sendTelemetry(nextMs);
  };
  const timer = setInterval(() => {
    sending = sending.then(look).catch(onFailure);
  }, LOOK_MS);
  return {
    close: () => {
      clearInterval(timer);
      return sending;
    },
  };
}
