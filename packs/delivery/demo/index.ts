import { join } from 'node:path';
import type { DemoContext, PackDemo, RunningWellhead } from '../../src/index.js';
import { openDemoClock, type DemoClock } from '../../demo-kit/demo-clock.js';
import { follow } from '../../demo-kit/follow.js';
import { openArrivals } from './arrived.js';
import { EVENT_DAYS, openHttpSender, openKafkaSender } from './send-events.js';
import { openServices, type WatchedService } from './services.js';
import { openSourceDatabase } from './source-database.js';
import { demoSources } from './sources.js';

export { openServices } from './services.js';
export { openKafkaSender } from './send-events.js';
export { openSourceDatabase } from './source-database.js';
export { demoSources } from './sources.js';

const MS_PER_DAY = 86_400_000;
const EVERY_MS = 5_000;
const BEHIND_DAYS = 28;
/** While it is faster than the wall it has facts made so often; later their schedule does. */
const FACTS_EACH_MS = 15_000;
const ARRIVE_WITHIN_MS = 60_000;
/** Two events of one moment may lie on either side of a stop: so much is sent again. */
const SENT_AGAIN_MS = 60_000;

/**
 * Plays a delivery service: a source database whose orders and deliveries grow, two HTTP services, and events on two topics. All of it is simulated;
 * without a broker the events come over HTTP.
 */
export const deliveryDemo: PackDemo = {
  title: 'demo deliveries (simulated)',
  async open(context) {
    const { dataDir, databaseUrl, host, kafka, speed, log } = context;
    const clock = openDemoClock({
      file: join(dataDir, 'demo-delivery.clock.json'),
      clock: context.clock,
      speed,
      behindMs: BEHIND_DAYS * MS_PER_DAY,
    });
    const database = await openSourceDatabase(databaseUrl);
    await database.bringUpTo(clock.now());
    const services = await openServices(host);
    return {
      variables: {},
      sources: demoSources({ databaseUrl: database.url, services, kafka }),
      run: (wellhead, note) => play({ context, clock, database, services }, wellhead, note),
      close: async () => {
        await Promise.all(services.map((service) => service.close()));
        await database.close();
        log.info({}, 'demo deliveries ended');
      },
    };
  },
};

async function play(
  {
    context: { databaseUrl, kafka, log, clock: wall },
    clock,
    database,
    services,
  }: {
    readonly context: DemoContext;
    readonly clock: DemoClock;
    readonly database: Awaited<ReturnType<typeof openSourceDatabase>>;
    readonly services: readonly WatchedService[];
  },
  wellhead: RunningWellhead,
  note: (progress: string) => void,
): Promise<{ close(): Promise<void> }> {
  const arrivals = openArrivals(databaseUrl, wall);
  const sender = kafka === undefined ? openHttpSender(wellhead) : await openKafkaSender(kafka);
  if (kafka === undefined) {
    note('no Kafka broker (KAFKA_BROKERS): events come over HTTP');
    log.info({ hint: 'set KAFKA_BROKERS' }, 'events of the demo come over HTTP');
  }
  const nowMs = clock.now();
  const newestMs = await arrivals.newestEventMs();
  let sentMs = nowMs;
  await sender.sendBetween(Math.max((newestMs ?? 0) - SENT_AGAIN_MS, nowMs - EVENT_DAYS * MS_PER_DAY), sentMs);

  const today = new Date(nowMs).toISOString().slice(0, 10);
  if ((await wellhead.flows.lastDay('delivery-facts')) === undefined) {
    note('orders of twelve weeks');
    await arrivals.atLeast(await database.counts(), ARRIVE_WITHIN_MS);
    await wellhead.delivered();
    note('facts and hourly views');
    const { state, error } = await wellhead.flows.runFlow('delivery-facts', {
      fromDay: today,
      toDay: today,
      reason: 'demo',
    });
    if (state === 'failed') log.warn({ error }, 'flow of the demo failed');
  } else await wellhead.flows.queueFlow('delivery-facts', 'demo');
  // Twelve weeks of hours are learnt from in the background; asked again where a first start was ended before.
  if ((await wellhead.flows.lastDay('delivery-forecast')) === undefined)
    await wellhead.flows.queueFlow('delivery-forecast', 'demo');

  /** Questions that the dispatcher of the other side asks of its services. */
  const dispatch = async (): Promise<void> => {
    const [configuration, performers] = services;
    const id = 1 + (Math.floor(wall() / EVERY_MS) % 24);
    const questions = [`${configuration?.url}/v1/order-types`, `${performers?.url}/v1/performers/${id}/availability`];
    for (const url of questions) await (await fetch(url)).arrayBuffer();
  };
  let factsAskedMs = wall();
  const goOn = async (): Promise<void> => {
    const isBehind = clock.isBehind();
    const now = clock.now();
    await database.bringUpTo(now);
    await sender.sendBetween(sentMs, now);
    sentMs = now;
    await dispatch();
    if (!isBehind || wall() - factsAskedMs < FACTS_EACH_MS) return;
    factsAskedMs = wall();
    await wellhead.flows.queueFlow('delivery-facts', 'demo clock');
  };
  const following = follow(
    goOn,
    () => EVERY_MS,
    (error) => log.warn({ err: error }, 'demo deliveries wait'),
  );
  return {
    close: async () => {
      await following.close();
      await sender.close();
      await arrivals.close();
    },
  };
}
