import { connectAsync } from 'mqtt';
import { afterEach, describe, expect, it } from 'vitest';
import { type IngestorFixture, openIngestorFixture } from '../../../testing/ingestor-fixture.js';
import { hasMosquitto, startAedes, startMosquitto, type TestBroker } from '../../../testing/mqtt-brokers.js';
import { type SourceHarness, sourceConformance } from '../conformance/source-conformance.js';
import { sourceSchema } from '../source-kinds.js';

if (!hasMosquitto() && process.env.CI !== 'true') console.log('skipped: mosquitto is not installed');
const brokers: readonly (readonly [string, boolean, () => Promise<TestBroker>])[] = [
  ['aedes', true, startAedes],
  ['mosquitto', hasMosquitto() || process.env.CI === 'true', () => startMosquitto()],
];

describe.each(brokers.filter(([, isThere]) => isThere))('MQTT from %s', (_name, _isThere, start) => {
  const closers: (() => Promise<unknown>)[] = [];
  afterEach(async () => {
    for (const close of closers.splice(0).reverse()) await close();
  });
  async function open(topics: readonly object[]): Promise<{ fixture: IngestorFixture; url: string }> {
    const broker = await start();
    closers.push(() => broker.close());
    const config = sourceSchema.parse({ name: 'field', kind: 'mqtt', url: broker.url, topics });
    const fixture = await openIngestorFixture({ sources: [config] });
    closers.push(() => fixture.close());
    await expect.poll(() => fixture.ingestor.sources[0]?.isConnected, { timeout: 30_000 }).toBe(true);
    return { fixture, url: broker.url };
  }

  it('maps topics to asset, measurement and field, and reads numbers, JSON and line protocol', async () => {
    const { fixture, url } = await open([
      { topic: 'wells/{asset}/{measurement}/{field}', format: 'number' },
      { topic: 'json/{asset}', format: 'json', measurement: 'esp', members: { tags: ['pad'] } },
      { topic: 'lines', format: 'lines' },
    ]);
    const client = await connectAsync(url);
    closers.push(() => client.endAsync());
    await client.publishAsync('wells/w1/esp/motor_temperature', '71.5', { qos: 1 });
    await client.publishAsync('json/w2', '{"time":1700000000000,"pad":"p1","intake_pressure":12.5}', { qos: 1 });
    await client.publishAsync('lines', 'esp,asset=w3 vibration=0.25 1700000000000000000', { qos: 1 });
    await expect.poll(() => fixture.telemetry.count({}), { timeout: 30_000 }).toBe(3);
    const series = await fixture.telemetry.series({});
    expect(series.map(({ key }) => key).sort()).toEqual([
      'esp,asset=w1 motor_temperature',
      'esp,asset=w2,pad=p1 intake_pressure',
      'esp,asset=w3 vibration',
    ]);
  });

  sourceConformance(async (): Promise<SourceHarness> => {
    const broker = await start();
    const client = await connectAsync(broker.url);
    const topics = [{ topic: 'conformance/{asset}', format: 'json', measurement: 'conformance' }];
    return {
      config: { kind: 'mqtt', url: broker.url, topics },
      send: async (from, to) => {
        for (let i = from; i < to; i += 20)
          await Promise.all(
            Array.from({ length: Math.min(20, to - i) }, (_, at) =>
              client.publishAsync(
                `conformance/a${(i + at) % 3}`,
                JSON.stringify({ v: i + at, time: 1_700_000_000_000 + i + at }),
                {
                  qos: 1,
                },
              ),
            ),
          );
      },
      sendPoison: async () => void (await client.publishAsync('conformance/a0', '{"v": tr', { qos: 1 })),
      poison: { place: { topic: 'conformance/a0' }, reason: /not JSON/ },
      close: async () => {
        await client.endAsync();
        await broker.close();
      },
    };
  });
});
