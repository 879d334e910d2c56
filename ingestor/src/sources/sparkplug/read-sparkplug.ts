import type { SourcePosition } from '@wellhead/stores';
import type { JsonPoint } from '../../domain/json-points.js';
import { MAX_RAW, openRefusals } from '../../domain/decoded.js';
import type { SourceMessage } from '../../intake.js';
import type { MqttMessage } from '../mqtt/mqtt-session.js';
import { type EdgeNode, type EdgeNodes, learnMetrics, metricKnown } from './edge-nodes.js';
import { metricValue } from './metric-value.js';
import { decodeSparkplug, type SparkplugMetric, type SparkplugPayload } from './sparkplug-payload.js';

const TOPIC = /^spBv1\.0\/([^/]+)\/([ND](?:BIRTH|DEATH|DATA))\/([^/]+)(?:\/([^/]+))?$/;
/** Whether a node or device is there: a reading at each birth and death. */
const STATE_MEASUREMENT = 'wellhead_source';
const STATE_FIELD = 'online';
const isControl = (name: string): boolean =>
  name === 'bdSeq' || name.startsWith('Node Control/') || name.startsWith('Device Control/');

interface Address {
  readonly group: string;
  readonly node: string;
  /** Empty: the node itself. */
  readonly device: string;
}

/** What a message tells, of the node as it is known by then. */
interface Told {
  readonly place: { readonly topic: string };
  readonly payload: SparkplugPayload;
  readonly address: Address;
  readonly node: EdgeNode | undefined;
  /** Births and deaths of the node and its devices. */
  readonly states?: readonly JsonPoint[];
  readonly position?: SourcePosition | undefined;
}

const NOTHING: SparkplugPayload = { metrics: [] };

/** Reads messages of edge nodes in their order; `askRebirth` is called when a node must tell again what it is. */
export function openSparkplugReader(parts: {
  readonly nodes: EdgeNodes;
  readonly measurement: string;
  readonly askRebirth: (group: string, node: string) => void;
  readonly clock: () => number;
}): (message: MqttMessage) => SourceMessage {
  const { nodes, clock } = parts;

  const ask = ({ group, node }: Address): void => {
    if (nodes.mayAsk(`${group}/${node}`, clock())) parts.askRebirth(group, node);
  };

  /** A message out of sequence: something before it was lost. What it holds is taken all the same. */
  function follow(node: EdgeNode | undefined, address: Address, { seq }: SparkplugPayload): void {
    if (node === undefined) return ask(address);
    if (seq === undefined) return;
    const found = Number(seq);
    if (node.seq !== undefined && found !== (node.seq + 1) % 256) ask(address);
    node.seq = found;
  }

  return ({ topic, payload: body }) => {
    const place = { topic };
    const parsed = TOPIC.exec(topic);
    if (parsed === null)
      return { kind: 'refused', body, reason: 'the topic is not one of Sparkplug B', found: topic, place };
    const [, group = '', type = '', node = '', device = ''] = parsed;
    const address = { group, node, device };
    const payload = decodeSparkplug(body);
    if (typeof payload === 'string') return { kind: 'refused', body, reason: payload, place };
    const id = `${group}/${node}`;
    const known = nodes.find(id);
    const came: Told = { place, payload, address, node: known };
    switch (type) {
      case 'NBIRTH': {
        const born = nodes.birth(id, bdSeqOf(payload));
        born.seq = Number(payload.seq ?? 0);
        learnMetrics(born, device, payload.metrics);
        const states = statesOf(address, true, payload.timestamp);
        return message({ ...came, node: born, states, position: nodes.positionOf(born) });
      }
      case 'DBIRTH': {
        follow(known, address, payload);
        if (known) {
          known.devices.add(device);
          learnMetrics(known, device, payload.metrics);
        }
        const states = statesOf(address, true, payload.timestamp);
        return message({ ...came, states, position: known && nodes.positionOf(known) });
      }
      case 'NDEATH': {
        // A will of a connection before the last birth says nothing of this one.
        if (known && bdSeqOf(payload) !== known.bdSeq) return message({ ...came, payload: NOTHING });
        const devices = [...(known?.devices ?? [])].flatMap((one) => statesOf({ group, node, device: one }, false));
        return message({ ...came, payload: NOTHING, states: [...statesOf(address, false), ...devices] });
      }
      case 'DDEATH':
        follow(known, address, payload);
        known?.devices.delete(device);
        return message({ ...came, payload: NOTHING, states: statesOf(address, false, payload.timestamp) });
      default:
        follow(known, address, payload);
        return message(came);
    }
  };

  function message({ place, payload, address, node, states = [], position }: Told): SourceMessage {
    const points: JsonPoint[] = [...states];
    const refusals = openRefusals();
    payload.metrics.forEach((metric, index) => {
      const outcome = pointOf(metric, payload, address, node);
      if (outcome === undefined) return;
      if ('measurement' in outcome) points.push(outcome);
      else refusals.add({ index, raw: JSON.stringify(metric).slice(0, MAX_RAW), ...outcome });
    });
    const refused = refusals.list();
    return {
      kind: 'points',
      body: Buffer.from(JSON.stringify(points)),
      precision: 'ms',
      place,
      ...(refused.length > 0 ? { refused } : {}),
      ...(position ? { position } : {}),
    };
  }

  /** The reading of a metric; undefined for what is none: commands, transient metrics, metrics without a value now. */
  function pointOf(
    metric: SparkplugMetric,
    payload: SparkplugPayload,
    address: Address,
    node: EdgeNode | undefined,
  ): JsonPoint | undefined | { readonly reason: string; readonly found?: string; readonly expected?: string } {
    const known = metricKnown(node, address.device, metric);
    if (known === undefined) {
      ask(address);
      return {
        reason:
          metric.name === undefined
            ? 'the alias of the metric is not known, the node was asked for its birth'
            : 'the type of the metric is not known, the node was asked for its birth',
        found: metric.name ?? `alias ${metric.alias ?? 'none'}`,
        expected: 'a metric of the last birth',
      };
    }
    const [name, datatype] = known;
    if (isControl(name) || metric.is_transient || metric.is_null) return undefined;
    const value = metricValue(metric, datatype);
    if (value.kind === 'fault') return { reason: `${name}: ${value.reason}`, found: value.found };
    const slash = name.indexOf('/');
    const time = metric.timestamp ?? payload.timestamp;
    return {
      measurement: slash > 0 ? name.slice(0, slash) : parts.measurement,
      tags: tagsOf(address),
      fields: { [slash > 0 ? name.slice(slash + 1) : name]: value.value },
      ...(time === undefined ? {} : { time: Number(time) }),
    };
  }
}

const tagsOf = ({ group, node, device }: Address): Record<string, string> => ({
  asset: device || node,
  group,
  node,
});

/** That a node or device is there or not. A death is told by the broker and has no time of its own: it counts from when it came. */
const statesOf = (address: Address, isOnline: boolean, timestamp?: string): JsonPoint[] => [
  {
    measurement: STATE_MEASUREMENT,
    tags: tagsOf(address),
    fields: { [STATE_FIELD]: isOnline },
    ...(timestamp === undefined ? {} : { time: Number(timestamp) }),
  },
];

/** Ties a death to the birth of the same connection. */
function bdSeqOf({ metrics }: SparkplugPayload): string {
  const metric = metrics.find(({ name }) => name === 'bdSeq');
  return metric?.long_value ?? metric?.int_value?.toString() ?? '';
}
