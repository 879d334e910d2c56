import { connectAsync, type MqttClient } from 'mqtt';
import { listQuarantine } from '@wellhead/stores';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type IngestorFixture, openIngestorFixture } from '../../../testing/ingestor-fixture.js';
import { hasMosquitto, startAedes, startMosquitto, type TestBroker } from '../../../testing/mqtt-brokers.js';
import { type SourceHarness, sourceConformance } from '../conformance/source-conformance.js';
import { sourceSchema } from '../source-kinds.js';
import { dataTypeNumber, decodeSparkplug, encodeSparkplug, type SparkplugMetric } from './sparkplug-payload.js';

const start = (): Promise<TestBroker> => (hasMosquitto() ? startMosquitto() : startAedes());
/** On a busy machine things take their time; nothing here waits so long when it is idle. */
const LONG = { timeout: 30_000 };
const T0 = 1_700_000_000_000;
const bdSeq = (n: number): SparkplugMetric => ({
  name: 'bdSeq',
  datatype: dataTypeNumber('Int64'),
  long_value: String(n),
});
const float = (name: string, alias: string, value: number): SparkplugMetric => ({
  name,
  alias,
  datatype: dataTypeNumber('Float'),
  float_value: value,
});

/** An edge node that speaks as a gateway does. */
function openNode(client: MqttClient, group = 'north', node = 'gw1') {
  let seq = 0;
  const send = async (type: string, metrics: readonly SparkplugMetric[], device?: string, atMs = T0): Promise<void> => {
    seq = type === 'NBIRTH' ? 0 : (seq + 1) % 256;
    const topic = `spBv1.0/${group}/${type}/${node}${device === undefined ? '' : `/${device}`}`;
    await client.publishAsync(topic, encodeSparkplug({ timestamp: String(atMs), seq: String(seq), metrics }), {
      qos: 1,
    });
  };
  return { send, skip: () => void (seq += 1) };
}

describe('Sparkplug B', () => {
  let broker: TestBroker;
  let client: MqttClient;
  let fixture: IngestorFixture;
  beforeEach(async () => {
    broker = await start();
    client = await connectAsync(broker.url);
    const config = sourceSchema.parse({ name: 'scada', kind: 'sparkplug', url: broker.url });
    fixture = await openIngestorFixture({ sources: [config] });
    await expect.poll(() => fixture.ingestor.sources[0]?.isConnected, LONG).toBe(true);
  });
  afterEach(async () => {
    await fixture.close();
    await client.endAsync();
    await broker.close();
  });

  async function readings(measurement: string): Promise<readonly string[]> {
    await fixture.ingestor.drained();
    const series = await fixture.telemetry.read({
      selector: { measurement },
      fromNs: 0n,
      toNs: 2n ** 62n,
      shape: { kind: 'raw' },
    });
    return series
      .flatMap(({ series: { key }, timeNs, values }) =>
        [...timeNs].map((time, row) => `${key} ${String(values[row])} ${Number(time / 1_000_000n) - T0}`),
      )
      .sort();
  }
  const until = (measurement: string, count: number): Promise<void> =>
    expect.poll(async () => (await readings(measurement)).length, LONG).toBe(count);

  it('reads births and data by alias, of nodes and devices, also after a restart', async () => {
    const node = openNode(client);
    await node.send('NBIRTH', [bdSeq(0), float('ESP/intake_pressure', '1', 12.1)]);
    await node.send('DBIRTH', [float('ESP/motor_temperature', '2', 71.3)], 'well-7');
    await node.send('DDATA', [{ alias: '2', float_value: 72.5 }], 'well-7', T0 + 1_000);
    await until('ESP', 3);
    await fixture.restart();
    await node.send(
      'DDATA',
      [{ alias: '2', float_value: 73.5, is_historical: true, timestamp: String(T0 - 500) }],
      'well-7',
    );
    await until('ESP', 4);
    expect(await readings('ESP')).toEqual([
      'ESP,asset=gw1,group=north,node=gw1 intake_pressure 12.1 0',
      'ESP,asset=well-7,group=north,node=gw1 motor_temperature 71.3 0',
      'ESP,asset=well-7,group=north,node=gw1 motor_temperature 72.5 1000',
      'ESP,asset=well-7,group=north,node=gw1 motor_temperature 73.5 -500',
    ]);
  });

  it('tells when a node and its devices die, and takes no notice of the will of an older connection', async () => {
    const node = openNode(client);
    await node.send('NBIRTH', [bdSeq(4)]);
    await node.send('DBIRTH', [float('a', '2', 1)], 'well-7');
    await until('wellhead_source', 2);
    await node.send('NDEATH', [bdSeq(3)]);
    await node.send('NDEATH', [bdSeq(4)]);
    await until('wellhead_source', 4);
    const off = (await readings('wellhead_source')).filter((line) => / online (0|false) /.test(line));
    expect(off.map((line) => line.split(' ')[0])).toEqual([
      'wellhead_source,asset=gw1,group=north,node=gw1',
      'wellhead_source,asset=well-7,group=north,node=gw1',
    ]);
  });

  it('asks for a rebirth, once, when an alias is not known or the sequence has a gap, and quarantines what it cannot name', async () => {
    const asked: string[] = [];
    client.on('message', (topic, payload) => {
      const command = decodeSparkplug(payload);
      asked.push(`${topic} ${typeof command === 'string' ? command : command.metrics[0]?.name}`);
    });
    await client.subscribeAsync('spBv1.0/+/NCMD/+');
    const node = openNode(client);
    await node.send('NDATA', [{ alias: '9', float_value: 1 }]);
    await node.send('NDATA', [{ alias: '9', float_value: 2 }]);
    await expect.poll(() => asked, LONG).toEqual(['spBv1.0/north/NCMD/gw1 Node Control/Rebirth']);
    await expect.poll(() => listQuarantine(fixture.database.pool), LONG).toHaveLength(2);
    const quarantine = await listQuarantine(fixture.database.pool);
    expect(quarantine[0]).toMatchObject({
      reason: expect.stringMatching(/alias .* not known/),
      place: { topic: 'spBv1.0/north/NDATA/gw1', index: 0 },
    });
    await node.send('NBIRTH', [bdSeq(0), float('a', '9', 1)]);
    node.skip();
    await node.send('NDATA', [{ alias: '9', float_value: 3 }], undefined, T0 + 1);
    await expect.poll(() => asked, LONG).toHaveLength(2);
    await until('sparkplug', 2);
  });

  it('refuses data sets and templates with their type, and keeps what stands beside them', async () => {
    const set = { name: 'table', datatype: dataTypeNumber('DataSet'), dataset_value: new Uint8Array([1, 2]) };
    await openNode(client).send('NBIRTH', [bdSeq(0), set, float('a', '1', 5)]);
    await until('sparkplug', 1);
    await expect
      .poll(() => listQuarantine(fixture.database.pool), LONG)
      .toMatchObject([
        { reason: expect.stringContaining('table: metrics of type DataSet are not taken'), place: { index: 1 } },
      ]);
  });
});

describe('Sparkplug B as a source', () => {
  sourceConformance(async (): Promise<SourceHarness> => {
    const broker = await start();
    const client = await connectAsync(broker.url);
    const metric = (n: number): SparkplugMetric => ({
      name: 'conformance/v',
      datatype: dataTypeNumber('Int64'),
      long_value: String(n),
      timestamp: String(T0 + n),
    });
    const publish = (n: number) =>
      client.publishAsync(`spBv1.0/g/NDATA/n${n % 3}`, encodeSparkplug({ metrics: [metric(n)] }), { qos: 1 });
    return {
      config: { kind: 'sparkplug', url: broker.url },
      send: async (from, to) => {
        for (let i = from; i < to; i += 20)
          await Promise.all(Array.from({ length: Math.min(20, to - i) }, (_, at) => publish(i + at)));
      },
      sendPoison: async () => void (await client.publishAsync('spBv1.0/g/NDATA/n0', 'not protobuf', { qos: 1 })),
      poison: { place: { topic: 'spBv1.0/g/NDATA/n0' }, reason: /not Sparkplug B/ },
      close: async () => {
        await client.endAsync();
        await broker.close();
      },
    };
  });
});
