import type { SourcePosition } from '@wellhead/stores';
import { z } from 'zod';
import type { SparkplugMetric } from './sparkplug-payload.js';

/** How often a node is asked at most to tell again what it is, in ms. */
const REBIRTH_MS = 30_000;

const metricSchema = z.tuple([z.string(), z.number()]);
const stateSchema = z.object({
  bdSeq: z.string(),
  devices: z.array(z.string()),
  /** By alias: name and data type. By name, where there is no alias: data type. */
  aliases: z.record(z.string(), metricSchema),
  types: z.record(z.string(), z.number()),
});

/** What the births of an edge node and its devices have told. */
export interface EdgeNode {
  readonly id: string;
  /** Of the last message; undefined until the first one since we started. */
  seq: number | undefined;
  bdSeq: string;
  readonly devices: Set<string>;
  readonly aliases: Map<string, readonly [name: string, datatype: number]>;
  /** By device (empty: the node itself) and metric name. */
  readonly types: Map<string, number>;
}

export interface EdgeNodes {
  /** The node, if its birth is known. */
  find(id: string): EdgeNode | undefined;
  /** Begins a node anew. */
  birth(id: string, bdSeq: string): EdgeNode;
  /** What to keep with a birth, so that the names behind aliases are known after a restart. */
  positionOf(node: EdgeNode): SourcePosition;
  /** Whether to ask for a rebirth now. */
  mayAsk(id: string, nowMs: number): boolean;
}

const STREAM = 'node ';

export function openEdgeNodes(positions: ReadonlyMap<string, SourcePosition>): EdgeNodes {
  const nodes = new Map<string, EdgeNode>();
  const askedAtMs = new Map<string, number>();
  let births = 0;
  for (const { stream, position, cursor } of positions.values()) {
    if (!stream.startsWith(STREAM)) continue;
    births = Math.max(births, position);
    const id = stream.slice(STREAM.length);
    // Our own words of a former run, read as strictly as anything that comes in.
    const { bdSeq, devices, aliases, types } = stateSchema.parse(JSON.parse(cursor ?? ''));
    nodes.set(id, {
      id,
      seq: undefined,
      bdSeq,
      devices: new Set(devices),
      aliases: new Map(Object.entries(aliases)),
      types: new Map(Object.entries(types)),
    });
  }
  return {
    find: (id) => nodes.get(id),
    birth(id, bdSeq) {
      const node: EdgeNode = {
        id,
        seq: undefined,
        bdSeq,
        devices: new Set(),
        aliases: new Map(),
        types: new Map(),
      };
      nodes.set(id, node);
      askedAtMs.delete(id);
      return node;
    },
    positionOf(node) {
      births += 1;
      const cursor = JSON.stringify({
        bdSeq: node.bdSeq,
        devices: [...node.devices],
        aliases: Object.fromEntries(node.aliases),
        types: Object.fromEntries(node.types),
      });
      return { stream: `${STREAM}${node.id}`, position: births, cursor };
    },
    mayAsk(id, nowMs) {
      const before = askedAtMs.get(id);
      if (before !== undefined && nowMs - before < REBIRTH_MS) return false;
      askedAtMs.set(id, nowMs);
      return true;
    },
  };
}

/** Learns the metrics of a birth. */
export function learnMetrics(node: EdgeNode, device: string, metrics: readonly SparkplugMetric[]): void {
  for (const { name, alias, datatype } of metrics) {
    if (name === undefined || datatype === undefined) continue;
    node.types.set(`${device}\n${name}`, datatype);
    if (alias !== undefined) node.aliases.set(alias, [name, datatype]);
  }
}

/** Name and data type of a metric: its own, or what its birth told. */
export function metricKnown(
  node: EdgeNode | undefined,
  device: string,
  { name, alias, datatype }: SparkplugMetric,
): readonly [name: string, datatype: number] | undefined {
  if (name !== undefined) {
    const type = datatype ?? node?.types.get(`${device}\n${name}`);
    return type === undefined ? undefined : [name, type];
  }
  return alias === undefined ? undefined : node?.aliases.get(alias);
}
