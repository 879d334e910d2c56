import { Kafka, logLevel, Partitioners } from 'kafkajs';
import { connectAsync } from 'mqtt';

/** Readings that somebody has answered for: by protocol, the numbers that are their value and their time in ns. */
export type Acknowledged = Map<string, Set<number>>;

/** Hands out numbers, each once. */
export interface Numbers {
  next(count: number): readonly number[];
  readonly given: number;
}

export function openNumbers(): Numbers {
  let next = 1;
  return {
    next(count) {
      const numbers = Array.from({ length: count }, (_, at) => next + at);
      next += count;
      return numbers;
    },
    get given() {
      return next;
    },
  };
}

const LINES = 20;
const PAUSE_MS = 15;

/** One protocol's load: sends until `isOver`, and notes what was acknowledged. */
export interface Sender {
  readonly name: string;
  send(url: string, isOver: () => boolean): Promise<void>;
  close(): Promise<void>;
}

/** Line protocol over HTTP: a 204 answers for it. Writes end when the process is dead. */
export function httpSender(token: string, numbers: Numbers, acknowledged: Acknowledged): Sender {
  const noted = noteOf(acknowledged, 'http');
  return {
    name: 'http',
    async send(url, isOver) {
      while (!isOver()) {
        const batch = numbers.next(LINES);
        const body = batch.map((n) => `crash,asset=http v=${n}i ${n}`).join('\n');
        const headers = { authorization: `Token ${token}` };
        const status = await fetch(`${url}/api/v2/write?bucket=wellhead`, { method: 'POST', body, headers }).then(
          (response) => response.status,
          () => undefined,
        );
        if (status === undefined) return;
        if (status === 204) for (const n of batch) noted.add(n);
      }
    },
    close: () => Promise.resolve(),
  };
}

/** JSON over MQTT with QoS 1: the broker answers for it, and holds it while nobody listens. */
export async function mqttSender(broker: string, numbers: Numbers, acknowledged: Acknowledged): Promise<Sender> {
  const noted = noteOf(acknowledged, 'mqtt');
  const client = await connectAsync(broker);
  return {
    name: 'mqtt',
    async send(_url, isOver) {
      while (!isOver()) {
        await Promise.all(
          numbers.next(LINES).map(async (n) => {
            await client.publishAsync('crash/mqtt', JSON.stringify({ n, time: n }), {
              qos: 1,
            });
            noted.add(n);
          }),
        );
        await pause();
      }
    },
    close: () => client.endAsync(),
  };
}

/** JSON to a Kafka topic: the broker answers for it. */
export async function kafkaSender(
  brokers: readonly string[],
  topic: string,
  numbers: Numbers,
  acknowledged: Acknowledged,
): Promise<Sender> {
  const noted = noteOf(acknowledged, 'kafka');
  const kafka = new Kafka({ brokers: [...brokers], logLevel: logLevel.NOTHING });
  const admin = kafka.admin();
  await admin.connect();
  // The mock cluster makes a topic when it is asked for.
  await admin.fetchTopicMetadata({ topics: [topic] });
  await admin.disconnect();
  const producer = kafka.producer({ createPartitioner: Partitioners.DefaultPartitioner });
  await producer.connect();
  return {
    name: 'kafka',
    async send(_url, isOver) {
      while (!isOver()) {
        const batch = numbers.next(LINES);
        const messages = batch.map((n) => ({ key: `k${n % 7}`, value: JSON.stringify({ n, time: n }) }));
        await producer.send({ topic, messages });
        for (const n of batch) noted.add(n);
        await pause();
      }
    },
    close: () => producer.disconnect(),
  };
}

function noteOf(acknowledged: Acknowledged, name: string): Set<number> {
  const noted = new Set<number>();
  acknowledged.set(name, noted);
  return noted;
}

const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
