import { msFromNs, nsFromMs } from '@wellhead/contracts';
import { listPositions } from '../postgres/source-positions.js';
import type { QueryStores } from './query-stores.js';

/** A topic's partition, a table or a feed, and how far behind it we are. */
export interface StreamState {
  readonly source: string;
  readonly stream: string;
  readonly partition: number;
  /** The last that is durable and in Postgres: offset, page; null while nothing is. */
  readonly position: number | null;
  readonly waitingEvents: number | null;
  readonly waitingBytes: number | null;
  /** How old what waits can be at most. */
  readonly lagSeconds: number | null;
  readonly seenMs: number;
}

const LAGS = {
  waitingEvents: 'wellhead_source_lag_events',
  waitingBytes: 'wellhead_source_lag_bytes',
  lagSeconds: 'wellhead_source_stream_lag_seconds',
} as const;
/** Streams that no ingestor has told of for so long are of sources that were taken away. */
const FORGOTTEN_MS = 86_400_000;

/** Streams of the sources as ingestors last told of them, which they do as telemetry, with the positions that Postgres holds. */
export async function sourceStreams(stores: QueryStores, nowMs: number): Promise<readonly StreamState[]> {
  const positions = new Map<string, number>();
  for (const { source, stream, position } of await listPositions(stores.pool)) {
    const key = JSON.stringify([source, stream]);
    positions.set(key, Math.max(position, positions.get(key) ?? position));
  }
  const streams = new Map<string, StreamState>();
  for (const [member, measurement] of Object.entries(LAGS)) {
    const latest = await stores.telemetry.latest({ measurement, field: 'value' }, nsFromMs(nowMs) + 1n);
    for (const { series, timeNs, values } of latest) {
      const [time, value] = [timeNs.at(-1), values.at(-1)];
      const { source = '', stream = '', partition = '0' } = series.tags;
      if (time === undefined || value === undefined) continue;
      const seenMs = msFromNs(time);
      const key = JSON.stringify([source, stream, partition]);
      const held = streams.get(key);
      // A partition moves between ingestors; each told of it while it had it.
      if (seenMs < nowMs - FORGOTTEN_MS || (held && held.seenMs > seenMs)) continue;
      const at = (name: string): number | undefined => positions.get(JSON.stringify([source, name]));
      const fresh: StreamState = {
        source,
        stream,
        partition: Number(partition),
        position: at(`${stream}/${partition}`) ?? at(stream) ?? null,
        waitingEvents: null,
        waitingBytes: null,
        lagSeconds: null,
        seenMs,
      };
      streams.set(key, { ...fresh, ...held, [member]: Number(value), seenMs });
    }
  }
  return [...streams.values()].sort(
    (a, b) => a.source.localeCompare(b.source) || a.stream.localeCompare(b.stream) || a.partition - b.partition,
  );
}
