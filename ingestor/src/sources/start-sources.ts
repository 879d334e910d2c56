import path from 'node:path';
import { listPositions, type SourcePosition } from '@wellhead/stores';
import type { Logger } from 'pino';
import type { Pool } from 'pg';
import type { Adoption } from '../feed/adoption.js';
import type { Feed } from '../feed/feed.js';
import type { FileDesk } from '../files/file-desk.js';
import type { IngestorMetrics } from '../http/metrics.js';
import type { Intake } from '../intake.js';
import { openKeep } from './keep-messages.js';
import { openLastEvents } from './last-events.js';
import type { Source, SourceContext, SourceState, SourceStatus } from './source.js';
import { openSource, type SourceConfig } from './source-kinds.js';

export interface RunningSources {
  readonly states: readonly SourceState[];
  close(): Promise<void>;
}

/** Opens all configured sources; each goes on where the spools and Postgres say that it had come. */
export async function startSources(parts: {
  readonly configs: readonly SourceConfig[];
  readonly intake: Intake;
  readonly feed: Feed;
  readonly adoption: Adoption;
  readonly pool: Pool;
  readonly files: FileDesk;
  /** For what sources put down for a while: a folder each below it. */
  readonly workDir: string;
  readonly metrics: IngestorMetrics;
  readonly bodyBytes: number;
  readonly spoolBytes: number;
  readonly log: Logger;
  readonly clock: () => number;
}): Promise<RunningSources> {
  const { configs, log, clock } = parts;
  if (configs.length === 0) return { states: [], close: () => Promise.resolve() };
  const positions = await resumePositions(parts);
  const lastEvents = openLastEvents(parts.pool, log);
  const closing = new AbortController();
  const open: { config: SourceConfig; status: SourceStatus; source: Source }[] = [];
  for (const config of configs) {
    const { name } = config;
    const status: SourceStatus = {
      isConnected: false,
      lastEventMs: undefined,
      behindSinceMs: clock(),
      lags: [],
      lastError: undefined,
    };
    const keep = openKeep({ ...parts, name, status, messageBytes: parts.bodyBytes, closing: closing.signal });
    const tell = lastEvents.tellerOf(name);
    const context: SourceContext = {
      name,
      status,
      keep,
      tell,
      positions: positions.get(name) ?? new Map<string, never>(),
      files: parts.files,
      workDir: path.join(parts.workDir, name),
      pool: parts.pool,
      metrics: parts.metrics,
      log,
      clock,
    };
    open.push({ config, status, source: await openSource(config, context) });
    log.info({ source: name, kind: config.kind }, 'source opened');
  }
  const states = (): SourceState[] =>
    open.map(({ config: { name, kind }, status }) => ({ name, kind, ...status, lag: lagOf(status) }));
  parts.metrics.observeSources(states, clock);
  return {
    get states() {
      return states();
    },
    async close() {
      closing.abort();
      await Promise.all(open.map(({ source }) => source.close()));
      await lastEvents.close();
    },
  };
}

function lagOf({ lags }: SourceStatus): number | undefined {
  const counts = lags.flatMap(({ events }) => events ?? []);
  return counts.length === 0 ? undefined : counts.reduce((sum, events) => sum + events, 0);
}

/** What is durable, by source and stream: Postgres, and above it what spools hold that Postgres lacks. */
async function resumePositions(parts: {
  readonly feed: Feed;
  readonly adoption: Adoption;
  readonly pool: Pool;
}): Promise<ReadonlyMap<string, ReadonlyMap<string, SourcePosition>>> {
  await parts.adoption.ready;
  // First the spools: what they deliver meanwhile is in Postgres by then.
  const pending = [...[...parts.adoption.feeds.values()].flatMap((feed) => feed.positions), ...parts.feed.positions];
  const resume = new Map<string, Map<string, SourcePosition & { readonly ingestor: string }>>();
  for (const kept of [...(await listPositions(parts.pool)), ...pending]) {
    const streams = resume.get(kept.source) ?? new Map();
    resume.set(kept.source, streams);
    const before = streams.get(kept.stream);
    // In one ingestor the later record counts; between ingestors the one that has come further.
    if (!before || before.ingestor === kept.ingestor || kept.position > before.position) streams.set(kept.stream, kept);
  }
  return resume;
}
