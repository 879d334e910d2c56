import type { DemoContext, PackDemo, RunningWellhead } from '../../src/index.js';
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
    const { databaseUrl, host, kafka, log, clock } = context;
    const database = await openSourceDatabase(databaseUrl);
    await database.bringUpTo(clock());
    const services = await openServices(host);
    return {
      variables: {},
      sources: demoSources({ databaseUrl: database.url, services, kafka }),
      run: (wellhead, note) => play({ context, database, services }, wellhead, note),
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
    context: { databaseUrl, kafka, log, clock },
    database,
    services,
  }: {
    readonly context: DemoContext;
    readonly database: Awaited<ReturnType<typeof openSourceDatabase>>;
    readonly services: readonly WatchedService[];
  },
  wellhead: RunningWellhead,
  note: (progress: string) => void,
): Promise<{ close(): Promise<void> }> {
  const arrivals = openArrivals(databaseUrl, clock);
  const sender = kafka === undefined ? openHttpSender(wellhead) : await openKafkaSender(kafka);
  if (kafka === undefined) {
    note('no Kafka broker (KAFKA_BROKERS): events come over HTTP');
    log.info({ hint: 'set KAFKA_BROKERS' }, 'events of the demo come over HTTP');
  }
  const nowMs = clock();
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
    const id = 1 + (Math.floor(clock() / EVERY_MS) % 24);
    const questions = [`${configuration?.url}/v1/order-types`, `${performers?.url}/v1/performers/${id}/availability`];
    for (const url of questions) await (await fetch(url)).arrayBuffer();
  };
  const follow = async (): Promise<void> => {
    const now = clock();
    await database.bringUpTo(now);
    await sender.sendBetween(sentMs, now);
    sentMs = now;
    await dispatch();
  };
  let following: Promise<void> = Promise.resolve();
  let busy = false;
  const timer = setInterval(() => {
    if (busy) return;
    busy = true;
    following = follow()
      .catch((error: unknown) => log.warn({ err: error }, 'demo deliveries wait'))
      .finally(() => (busy = false));
  }, EVERY_MS);
  timer.unref();
  return {
    close: async () => {
      clearInterval(timer);
      await following;
      await sender.close();
      await arrivals.close();
    },
  };
}
