import type { SourceEvent, SourcePosition } from '@wellhead/stores';
import type { Pool } from 'pg';
import type { Logger } from 'pino';
import type { FileDesk } from '../files/file-desk.js';
import type { IngestorMetrics } from '../http/metrics.js';
import type { SourceMessage } from '../intake.js';

/** Part of a source with an order of its own, and how far it is behind. */
export interface StreamLag {
  /** Topic, table, log or feed. */
  readonly stream: string;
  readonly partition: number;
  /** Events that wait there; absent where only bytes are known. */
  readonly events?: number;
  /** Bytes that wait there. */
  readonly bytes?: number;
  /** Where a stream tells: since when what waits there can have waited, in ms; absent while nothing waits. */
  readonly behindSinceMs?: number;
}

/** How a source is doing: the source writes it, readiness and metrics read it. */
export interface SourceStatus {
  isConnected: boolean;
  /** When the last event was kept, in ms. */
  lastEventMs: number | undefined;
  /**
   * Since when the source may hold something that we lack, in ms; undefined while it tells that we have everything. A source that is asked on a
   * schedule may hold something since it was last asked.
   */
  behindSinceMs: number | undefined;
  /** Empty where the protocol does not tell. */
  lags: readonly StreamLag[];
  /** Why it does not get on; undefined while it does. */
  lastError: string | undefined;
}

export interface SourceState extends Readonly<SourceStatus> {
  readonly name: string;
  readonly kind: string;
  /** Events that wait, over all streams; undefined where the protocol does not tell. */
  readonly lag: number | undefined;
}

/** What a source is opened with. */
export interface SourceContext {
  readonly name: string;
  readonly status: SourceStatus;
  /**
   * Keeps messages in their order. `kept` means durable: now they may be acknowledged. While the spool or the types are not to be had it
   * waits and tries again, and that is the back-pressure: a source takes nothing more meanwhile. `closed`: not kept, the source is closing.
   */
  keep(messages: readonly SourceMessage[]): Promise<'kept' | 'closed'>;
  /** Shows an event to people who look at the last ones of its stream. */
  tell(event: Omit<SourceEvent, 'source' | 'payload'> & { readonly payload: Buffer }): void;
  /** Where this source had come, by stream, in what is durable; exact after a crash too. */
  readonly positions: ReadonlyMap<string, SourcePosition>;
  /** Where it hands in whole files. */
  readonly files: FileDesk;
  /** A folder of its own for what is not to be kept; it is there when something is written. */
  readonly workDir: string;
  readonly pool: Pool;
  /** For what a kind counts beside its messages. */
  readonly metrics: Pick<IngestorMetrics, 'countNoValues'>;
  readonly log: Logger;
  readonly clock: () => number;
}

/** An open source. It connects by itself, and again whenever it must: opening does not wait for a broker. */
export interface Source {
  /** Takes nothing any more; what `keep` has under way is settled by then. */
  close(): Promise<void>;
}
