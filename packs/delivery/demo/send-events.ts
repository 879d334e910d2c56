import { Kafka, logLevel, Partitioners } from 'kafkajs';
import type { DemoKafka, RunningWellhead } from '../../src/index.js';
import { eventsOf, type SimulatedEvent, type Topic } from '../simulator/events-of.js';
import { simulateDay } from '../simulator/simulate-day.js';

const MS_PER_DAY = 86_400_000;
/** What a topic still holds at the first start. */
export const EVENT_DAYS = 7;
const EVENTS_AT_ONCE = 5_000;

/** Where events go: the topics of a broker or, where there is none, our own front door. */
export interface EventSender {
  /** Sends what happened after `fromMs` and up to `toMs`, in the order of time; answers how many. Sent twice it is the same event. */
  sendBetween(fromMs: number, toMs: number): Promise<number>;
  close(): Promise<void>;
}

interface Sendable {
  readonly topic: Topic;
  readonly event: SimulatedEvent;
}

function eventsBetween(fromMs: number, toMs: number): readonly Sendable[] {
  const events = [];
  // What becomes of an order may lie on the day after next.
  for (let day = Math.floor(fromMs / MS_PER_DAY) - 2; day * MS_PER_DAY <= toMs; day += 1)
    for (const order of simulateDay(day))
      for (const each of eventsOf(order)) if (each.atMs > fromMs && each.atMs <= toMs) events.push(each);
  return events.sort((a, b) => a.atMs - b.atMs);
}

const openSender = (send: (events: readonly Sendable[]) => Promise<void>, close: () => Promise<void>): EventSender => ({
  async sendBetween(fromMs, toMs) {
    const events = eventsBetween(fromMs, toMs);
    for (let at = 0; at < events.length; at += EVENTS_AT_ONCE) await send(events.slice(at, at + EVENTS_AT_ONCE));
    return events.length;
  },
  close,
});

/** Produces to the two topics; the number of the delivery is the key, so that its events stay in their order. */
export async function openKafkaSender({ brokers, topics }: DemoKafka): Promise<EventSender> {
  const producer = new Kafka({ brokers: [...brokers], logLevel: logLevel.NOTHING }).producer({
    createPartitioner: Partitioners.DefaultPartitioner,
  });
  await producer.connect();
  return openSender(
    async (events) => {
      for (const topic of ['triggers', 'results'] as const) {
        const messages = events
          .filter((each) => each.topic === topic)
          .map(({ event }) => ({ key: String(event.event_data.pipeline_id), value: JSON.stringify(event) }));
        if (messages.length > 0) await producer.send({ topic: topics[topic], messages });
      }
    },
    () => producer.disconnect(),
  );
}

/** Posts the same events as records. */
export const openHttpSender = ({ ingestUrl, token }: Pick<RunningWellhead, 'ingestUrl' | 'token'>): EventSender =>
  openSender(
    async (events) => {
      const response = await fetch(`${ingestUrl}/api/v1/records/delivery_events`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: JSON.stringify(events.map(({ event }) => event)),
      });
      if (!response.ok)
        throw new Error(`events of the demo were answered with ${response.status}: ${await response.text()}`);
    },
    () => Promise.resolve(),
  );
