import { createServer, type AddressInfo } from 'node:net';
import { Aedes } from 'aedes';
import { connectAsync, type MqttClient } from 'mqtt';
import { reachable } from '../../demo-kit/serve-http.js';
import { TMS_SIGNALS, telemetryAt } from '../simulator/telemetry/simulate-telemetry.js';
import { FAULTS, type FieldWell, GATEWAY, MQTT_WELLS, SPARKPLUG_WELLS } from './field.js';
import { dataPayload, payload, sessionMetric, type GatewayMetric } from './sparkplug-payload.js';
import { longForm } from './telemetry-lines.js';

/** The broker of the field with its two senders: a station that sends the long form, and a Sparkplug edge node. */
export interface FieldBroker {
  readonly url: string;
  /** Sends what the wells say at one time; resolves when the broker has it. */
  sendTelemetry(atMs: number): Promise<void>;
  /** Sends rows of a record type over MQTT. */
  sendRecords(type: string, rows: readonly object[]): Promise<void>;
  close(): Promise<void>;
}

/** MQTT's own port, so that examples work as they are written. */
const USUAL_PORT = 1_883;
const ROOT = `spBv1.0/${GATEWAY.group}`;

/** Where the ingestor takes from; the same as a file of WELLHEAD_SOURCES says. */
export const sourcesOf = (url: string): readonly object[] => [
  {
    name: 'demo-field-mqtt',
    kind: 'mqtt',
    url,
    topics: [
      {
        topic: 'oil/tms',
        format: 'json',
        measurement: 'tms',
        members: { time: 'timestamp', asset: 'well_id', field: 'sensor_type', value: 'value' },
      },
      {
        topic: 'oil/agzu',
        format: 'json',
        measurement: 'agzu',
        members: { time: 'timestamp', asset: 'well_id', field: 'sensor_type', value: 'value' },
      },
      ...[
        'lab_results',
        'well_tests',
        'well_docs',
        'well_events',
        'model_results',
        'maintenance_records',
        'dynamograms',
      ].map((recordType) => ({ topic: `oil/records/${recordType}`, format: 'records', recordType })),
    ],
  },
  { name: 'demo-field-sparkplug', kind: 'sparkplug', url, groups: [GATEWAY.group] },
];

/** `wells`: whose telemetry the station sends. */
export async function openFieldBroker(
  host: string,
  port = USUAL_PORT,
  wells: readonly FieldWell[] = MQTT_WELLS,
): Promise<FieldBroker> {
  const broker = await Aedes.createBroker();
  const server = createServer(broker.handle);
  await listen(server, host, port);
  const url = `mqtt://${reachable(host)}:${(server.address() as AddressInfo).port}`;
  const session = Date.now() % 256;
  const station = await connectAsync(url, { clientId: 'demo-station' });
  const gateway = await connectAsync(url, {
    clientId: 'demo-gateway',
    will: {
      topic: `${ROOT}/NDEATH/${GATEWAY.node}`,
      payload: payload(Date.now(), 0, [sessionMetric(session)]),
      qos: 1,
      retain: false,
    },
  });
  const node = edgeNode(gateway, session);
  await gateway.subscribeAsync(`${ROOT}/NCMD/${GATEWAY.node}`, { qos: 1 });
  // The only command that is understood: tell everything anew.
  gateway.on('message', () => node.forget());
  return {
    url,
    sendTelemetry: async (atMs) => {
      await station.publishAsync('oil/tms', JSON.stringify(longForm(wells, atMs)), { qos: 1 });
      await node.send(atMs);
    },
    sendRecords: async (type, rows) => {
      await station.publishAsync(`oil/records/${type}`, JSON.stringify(rows), { qos: 1 });
    },
    close: async () => {
      await station.endAsync();
      await gateway.endAsync();
      await new Promise<void>((resolve) => broker.close(() => server.close(() => resolve())));
    },
  };
}

/** On the usual port, or where another broker has it already on a free one. */
async function listen(server: ReturnType<typeof createServer>, host: string, port: number): Promise<void> {
  const on = (one: number): Promise<void> =>
    new Promise((resolve, reject) => {
      server.once('error', reject);
      server.listen(one, host, () => {
        server.off('error', reject);
        resolve();
      });
    });
  await on(port).catch(async (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EADDRINUSE' && error.code !== 'EACCES') throw error;
    await on(0);
  });
}

/** Births before data, sequence numbers from 0 to 255, data by alias. */
function edgeNode(client: MqttClient, session: number) {
  let born = false;
  let seq = 0;
  const publish = async (type: string, device: string | undefined, body: Buffer): Promise<void> => {
    const topic = `${ROOT}/${type}/${GATEWAY.node}${device === undefined ? '' : `/${device}`}`;
    await client.publishAsync(topic, body, { qos: 1 });
  };
  const next = (): number => (seq = (seq + 1) % 256);
  const metricsOf = (place: number, well: number, atMs: number, withNames: boolean): GatewayMetric[] => {
    const values = telemetryAt(FAULTS, place, atMs);
    return TMS_SIGNALS.flatMap((name, at) => {
      const value = values[name];
      if (value === null) return [];
      return [{ alias: 100 * (well + 1) + at, value, ...(withNames ? { name: `tms/${name}` } : {}) }];
    });
  };
  return {
    forget: () => {
      born = false;
    },
    send: async (atMs: number): Promise<void> => {
      if (!born) {
        seq = 0;
        await publish('NBIRTH', undefined, payload(atMs, 0, [sessionMetric(session)]));
      }
      for (const [well, { id, place }] of SPARKPLUG_WELLS.entries())
        await publish(born ? 'DDATA' : 'DBIRTH', id, dataPayload(atMs, next(), metricsOf(place, well, atMs, !born)));
      born = true;
    },
  };
}
