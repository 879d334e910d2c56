import { join } from 'node:path';
import { openDemoClock, type DemoClock } from '../../demo-kit/demo-clock.js';
import { follow } from '../../demo-kit/follow.js';
import type { DemoLog, FlowRunner, PackDemo, RunningWellhead } from '../../src/index.js';
import { isoDay, KAFKA_WELLS, MQTT_WELLS, MS_PER_DAY, STEP_MS } from './field.js';
import { openFieldBroker, sourcesOf, type FieldBroker } from './field-broker.js';
import { type FieldKafka, openFieldKafka } from './field-kafka.js';
import { firstRateMs, sendField } from './send-field.js';
import { stepAfter } from './telemetry-lines.js';

export { dynamogramRows, type DynamogramRow } from './dynamogram-rows.js';
export { pumpHistory, type PumpHistory } from './pump-history.js';
export { openFieldKafka, type FieldKafka } from './field-kafka.js';
export { openFieldBroker, sourcesOf, type FieldBroker } from './field-broker.js';

const BEHIND_DAYS = 7;
const LOOK_MS = 15_000;
const SHORTEST_PAUSE_MS = 200;
/** What comes less often than the telemetry is sent so often: dynamograms are taken each six hours. */
const ROUND_MS = MS_PER_DAY / 4;

/**
 * A field with 44 wells: a broker with a station (plain MQTT, long form) and a Sparkplug gateway, Kafka where there is one, what they would have sent in the days before over REST,
 * records of the office, and the history of pumps that failures are learnt from.
 */
export const oilWellsDemo: PackDemo = {
  title: 'demo wells (simulated)',
  open: async ({ dataDir, clock: wall, speed, host = '127.0.0.1', kafka: brokers, log }) => {
    const clock = openDemoClock({
      file: join(dataDir, 'demo-oil-wells.clock.json'),
      clock: wall,
      speed,
      behindMs: BEHIND_DAYS * MS_PER_DAY,
    });
    const kafka = brokers && (await openFieldKafka(brokers));
    const mqttWells = kafka === undefined ? MQTT_WELLS : MQTT_WELLS.filter((well) => !KAFKA_WELLS.includes(well));
    const broker = await openFieldBroker(host, undefined, mqttWells);
    log.info({ url: broker.url }, 'broker of the demo field opened');
    return {
      variables: {},
      sources: [...sourcesOf(broker.url), ...(kafka === undefined ? [] : [kafka.source])],
      run: async (wellhead, note) => {
        const nowMs = clock.now();
        const [pumpsMs, telemetryMs, ratesMs, cardsMs] = await Promise.all(
          ['esp', 'tms', 'agzu', 'wellhead_dynacard'].map((measurement) => wellhead.newestMs(measurement)),
        );
        const known = { pumpsMs, telemetryMs, ratesMs, cardsMs };
        if (kafka === undefined)
          note('no Kafka broker (KAFKA_BROKERS): laboratory and journal come by REST, all telemetry over MQTT');
        await sendField(wellhead, { nowMs, known, originMs: clock.firstMs, kafka }, note);
        await wellhead.delivered();
        // In the background: it, and the report that comes after it, are not waited for to see the first readings.
        void workUp(wellhead.flows, { nowMs, learn: pumpsMs === undefined }).catch((error: unknown) =>
          log.warn({ err: error }, 'flows of the demo wells not run'),
        );
        return goOn({ wellhead, broker, kafka, clock, fromMs: nowMs, log });
      },
      close: async () => {
        await broker.close();
        await kafka?.close();
      },
    };
  },
};

/** Productivity of the days that have none yet, then forecasts of all signals; after a first start what failures are learnt from. */
async function workUp(
  flows: FlowRunner,
  { nowMs, learn }: { readonly nowMs: number; readonly learn: boolean },
): Promise<void> {
  const lastDay = isoDay(nowMs - MS_PER_DAY);
  const known = await flows.lastDay('oil-wells-daily');
  if (known === undefined || known < lastDay)
    await flows.runFlow('oil-wells-daily', {
      fromDay: known ?? isoDay(firstRateMs(nowMs) + MS_PER_DAY),
      toDay: lastDay,
      reason: 'demo',
    });
  await flows.queueFlow('oil-wells-forecast', 'demo');
  if (!learn) return;
  await flows.queueFlow('pump-failures', 'demo');
  // What was believed two days ago, so that there is something to judge.
  const then = isoDay(nowMs - 2 * MS_PER_DAY);
  await flows.runFlow('oil-wells-forecast', { fromDay: then, toDay: then, reason: 'demo' });
}

/**
 * Sends each step of ten minutes over the broker when its time has come, in order, and each six hours what else there is. While the demo is faster than the
 * wall it has the days worked up that end: later the schedule does.
 */
function goOn({
  wellhead,
  broker,
  kafka,
  clock,
  fromMs,
  log,
}: {
  readonly wellhead: RunningWellhead;
  readonly broker: FieldBroker;
  readonly kafka: FieldKafka | undefined;
  readonly clock: DemoClock;
  readonly fromMs: number;
  readonly log: DemoLog;
}): { close(): Promise<void> } {
  let nextMs = stepAfter(fromMs);
  let sentMs = fromMs;
  const look = async (): Promise<void> => {
    const isBehind = clock.isBehind();
    for (; nextMs <= clock.now(); nextMs += STEP_MS) {
      await broker.sendTelemetry(nextMs);
      await kafka?.sendTelemetry(nextMs);
    }
    const nowMs = clock.now();
    if (Math.floor(nowMs / ROUND_MS) === Math.floor(sentMs / ROUND_MS)) return;
    const known = { pumpsMs: sentMs, telemetryMs: nowMs, ratesMs: sentMs, cardsMs: sentMs };
    await sendField(wellhead, { nowMs, known, originMs: clock.firstMs, kafka });
    if (isBehind && isoDay(nowMs) !== isoDay(sentMs)) {
      await wellhead.delivered();
      await workUp(wellhead.flows, { nowMs, learn: false });
    }
    sentMs = nowMs;
  };
  return follow(
    look,
    () => Math.min(LOOK_MS, clock.onTheWall(STEP_MS, SHORTEST_PAUSE_MS)),
    (error) => log.warn({ err: error }, 'simulated data of wells not sent'),
  );
}
