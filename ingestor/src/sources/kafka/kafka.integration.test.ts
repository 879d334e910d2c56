import { Kafka, logLevel, Partitioners } from 'kafkajs';
import { listQuarantine, listSourceEvents } from '@wellhead/stores';
import { afterEach, describe, expect, it } from 'vitest';
import { hasKcat, startMockKafka, type TestKafka } from '../../../testing/mock-kafka.js';
import { type IngestorFixture, openIngestorFixture } from '../../../testing/ingestor-fixture.js';
import { type SourceHarness, sourceConformance } from '../conformance/source-conformance.js';
import { sourceSchema } from '../source-kinds.js';

const given = process.env.KAFKA_BROKERS;
const canRun = given !== undefined || hasKcat() || process.env.CI === 'true';
if (!canRun) console.log('skipped: kcat is not installed and KAFKA_BROKERS is not set');

const start = (): Promise<TestKafka> =>
  given === undefined
    ? startMockKafka()
    : Promise.resolve({ brokers: given.split(','), close: () => Promise.resolve() });

describe.skipIf(!canRun)('Kafka', () => {
  const closers: (() => Promise<unknown>)[] = [];
  afterEach(async () => {
    for (const close of closers.splice(0).reverse()) await close();
  });

  it('reads JSON with keys and headers, and shows the last events', async () => {
    const kafka = await start();
    closers.push(() => kafka.close());
    const topic = `esp-${Date.now()}`;
    const client = new Kafka({ brokers: [...kafka.brokers], logLevel: logLevel.NOTHING });
    const producer = client.producer({ createPartitioner: Partitioners.DefaultPartitioner });
    await producer.connect();
    closers.push(() => producer.disconnect());
    await producer.send({
      topic,
      messages: [
        { key: 'w1', value: '{"motor_temperature":71.5}', headers: { site: 'north' }, timestamp: '1700000000000' },
        { key: 'w2', value: 'not json', timestamp: '1700000000001' },
      ],
    });
    const config = sourceSchema.parse({
      name: 'events',
      kind: 'kafka',
      brokers: kafka.brokers,
      groupId: topic,
      topics: [{ topic, format: 'json', key: 'asset', measurement: 'esp', headers: ['site'] }],
    });
    const fixture: IngestorFixture = await openIngestorFixture({ sources: [config] });
    closers.push(() => fixture.close());
    await expect.poll(() => fixture.telemetry.count({}), { timeout: 30_000 }).toBe(1);
    const [series] = await fixture.telemetry.series({});
    expect(series?.key).toBe('esp,asset=w1,site=north motor_temperature');
    await expect.poll(async () => (await listQuarantine(fixture.database.pool)).length, { timeout: 30_000 }).toBe(1);
    const [poison] = await listQuarantine(fixture.database.pool);
    expect(poison).toMatchObject({
      source: 'events',
      raw: 'not json',
      place: { topic, key: 'w2', offset: expect.any(Number) },
    });
    await expect
      .poll(async () => (await listSourceEvents(fixture.database.pool, 10)).length, { timeout: 30_000 })
      .toBe(2);
  });

  sourceConformance(async (): Promise<SourceHarness> => {
    const kafka = await start();
    const topic = `conformance-${Date.now()}`;
    const client = new Kafka({ brokers: [...kafka.brokers], logLevel: logLevel.NOTHING });
    const producer = client.producer({ createPartitioner: Partitioners.DefaultPartitioner });
    await producer.connect();
    const message = (n: number) => ({
      key: `a${n % 3}`,
      value: JSON.stringify({ v: n, time: 1_700_000_000_000 + n }),
      headers: { n: String(n) },
    });
    // The topic is there before the source asks for it.
    const admin = client.admin();
    await admin.connect();
    // The mock cluster makes topics when they are asked for, and no other way.
    if (given === undefined) await admin.fetchTopicMetadata({ topics: [topic] });
    else await admin.createTopics({ topics: [{ topic, numPartitions: 4 }] });
    await admin.disconnect();
    const topics = [{ topic, format: 'json', key: 'asset', measurement: 'conformance' }];
    return {
      config: { kind: 'kafka', brokers: kafka.brokers, groupId: topic, sessionMs: 6_000, topics },
      send: async (from, to) => {
        await producer.send({ topic, messages: Array.from({ length: to - from }, (_, at) => message(from + at)) });
      },
      sendPoison: async () => void (await producer.send({ topic, messages: [{ key: 'a0', value: '{"v": tr' }] })),
      poison: { place: { topic, partition: expect.any(Number), offset: expect.any(Number) }, reason: /not JSON/ },
      close: async () => {
        await producer.disconnect();
        await kafka.close();
      },
    };
  });
});
