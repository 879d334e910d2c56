import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';
import type { Feed } from '../feed/feed.js';
import type { Kept } from '../intake.js';
import type { SourceState } from '../sources/source.js';
import { observeSources } from './source-metrics.js';

/** What Prometheus is told. Base units: seconds, bytes. */
export interface IngestorMetrics {
  readonly registry: Registry;
  /** Starts the clock of a request; call the answer with its status. */
  startRequest(route: string): (status: number) => void;
  countKept(kind: 'lines' | 'points' | 'records', kept: Kept): void;
  /** An event of a source that was kept, with what it held. */
  countEvent(source: string, kept: Kept): void;
  observeSources(states: () => readonly SourceState[]): void;
  /** Samples of Prometheus that say “no value”: they are no readings. */
  countNoValues(found: { readonly staleMarkers: number; readonly notNumbers: number }): void;
  /** Tells the feeds to observe: the own one and adopted ones. */
  observe(feeds: () => ReadonlyMap<string, Feed>): void;
}

export function createMetrics(): IngestorMetrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  const input = new Counter({
    name: 'wellhead_ingestor_input_total',
    help: 'Lines, points and record rows received, by what became of them.',
    labelNames: ['kind', 'outcome'],
    registers,
  });
  const noValues = new Counter({
    name: 'wellhead_ingestor_prometheus_no_value_total',
    help: 'Samples of Prometheus that hold no value: stale markers (a series ended) and other NaN.',
    labelNames: ['kind'],
    registers,
  });
  const duration = new Histogram({
    name: 'wellhead_ingestor_request_duration_seconds',
    help: 'Time from the head of a request to its answer.',
    labelNames: ['route', 'status'],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
    registers,
  });
  const events = new Counter({
    name: 'wellhead_source_input_total',
    help: 'Readings and rows of the events of a source, by what became of them.',
    labelNames: ['source', 'outcome'],
    registers,
  });
  return {
    registry,
    startRequest(route) {
      const startedMs = performance.now();
      return (status) => duration.observe({ route, status }, (performance.now() - startedMs) / 1_000);
    },
    countKept(kind, { received, refusedCount }) {
      input.inc({ kind, outcome: 'accepted' }, received - refusedCount);
      if (refusedCount > 0) input.inc({ kind, outcome: 'quarantined' }, refusedCount);
    },
    countEvent(source, { received, refusedCount }) {
      events.inc({ source, outcome: 'accepted' }, received - refusedCount);
      if (refusedCount > 0) events.inc({ source, outcome: 'quarantined' }, refusedCount);
    },
    observeSources: (states) => observeSources(registry, states),
    countNoValues({ staleMarkers, notNumbers }) {
      if (staleMarkers > 0) noValues.inc({ kind: 'stale' }, staleMarkers);
      if (notNumbers > 0) noValues.inc({ kind: 'nan' }, notNumbers);
    },
    observe: (feeds) => observeFeeds(registry, feeds),
  };
}

function observeFeeds(registry: Registry, feeds: () => ReadonlyMap<string, Feed>): void {
  const registers = [registry];
  const gauge = (name: string, help: string, read: (feed: Feed) => number): Gauge =>
    new Gauge({
      name,
      help,
      labelNames: ['ingestor'],
      registers,
      collect() {
        this.reset();
        for (const [ingestor, feed] of feeds()) this.set({ ingestor }, read(feed));
      },
    });
  gauge('wellhead_ingestor_spool_bytes', 'Bytes in the spool.', (feed) => feed.spool.bytes);
  gauge('wellhead_ingestor_spool_limit_bytes', 'Bytes that the spool may hold.', (feed) => feed.spool.maxBytes);
  gauge('wellhead_ingestor_spool_records', 'Records ever appended.', (feed) => feed.spool.durable);
  gauge('wellhead_ingestor_pending_records', 'Records that some store lacks.', (feed) => feed.pending);
  new Gauge({
    name: 'wellhead_ingestor_sink_sequence',
    help: 'Spool sequence up to which a sink has delivered.',
    labelNames: ['ingestor', 'sink'],
    registers,
    collect() {
      this.reset();
      for (const [ingestor, { sinks }] of feeds())
        for (const { name, sequence } of sinks) this.set({ ingestor, sink: name }, sequence);
    },
  });
  new Gauge({
    name: 'wellhead_ingestor_sink_failing',
    help: '1 while a sink cannot deliver.',
    labelNames: ['ingestor', 'sink'],
    registers,
    collect() {
      this.reset();
      for (const [ingestor, { sinks }] of feeds())
        for (const { name, failingSinceMs } of sinks)
          this.set({ ingestor, sink: name }, failingSinceMs === undefined ? 0 : 1);
    },
  });
  new Gauge({
    name: 'wellhead_ingestor_ledger_imbalance_rows',
    help: 'Rows that the books cannot place, by account; anything but 0 means lost or counted twice.',
    labelNames: ['ingestor', 'account'],
    registers,
    collect() {
      this.reset();
      for (const [ingestor, { ledger }] of feeds())
        for (const { account, imbalance } of ledger.state.balances) this.set({ ingestor, account }, imbalance);
    },
  });
}
