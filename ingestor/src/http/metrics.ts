import { type Metrics, openMetrics } from '@wellhead/stores';
import type { Feed } from '../feed/feed.js';
import type { Kept } from '../intake.js';
import type { SourceState } from '../sources/source.js';
import { observeFeeds } from './feed-metrics.js';
import { quarantineReasons, STORE_REFUSED } from './quarantine-reasons.js';
import { observeSources } from './source-metrics.js';

/** What Prometheus is told. Base units: seconds, bytes. */
export interface IngestorMetrics extends Pick<Metrics, 'registry'> {
  /** Starts the clock of a request; call the answer with its status. */
  startRequest(route: string): (status: number) => void;
  countKept(kind: 'lines' | 'points' | 'records', kept: Kept): void;
  /** An event of a source that was kept, with what it held. */
  countEvent(source: string, kept: Kept): void;
  /** Messages of a source were durable so many milliseconds after they were there. */
  timeKept(source: string, ms: number): void;
  /** What was refused at the door, once it is durable. */
  countQuarantined(source: string, kept: Kept): void;
  /** Rows that a store refused after they were acknowledged. */
  countRefusedByStore(source: string, rows: number): void;
  /** Samples of Prometheus that say “no value”: they are no readings. */
  countNoValues(found: { readonly staleMarkers: number; readonly notNumbers: number }): void;
  observeSources(states: () => readonly SourceState[], clock: () => number): void;
  /** Tells the feeds to observe: the own one and adopted ones. */
  observeFeeds(feeds: () => ReadonlyMap<string, Feed>): void;
}

/** Bounds for the time until an answer, in seconds. */
const ACKNOWLEDGE_SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];

export function createMetrics(): IngestorMetrics {
  const metrics = openMetrics({ runtime: true });
  const input = metrics.counter(
    'wellhead_ingestor_input_total',
    'Lines, points and record rows received, by what became of them.',
    ['kind', 'outcome'],
  );
  const noValues = metrics.counter(
    'wellhead_ingestor_prometheus_no_value_total',
    'Samples of Prometheus that hold no value: stale markers (a series ended) and other NaN.',
    ['kind'],
  );
  const duration = metrics.histogram(
    'wellhead_ingestor_request_duration_seconds',
    'Time from the head of a request to its answer: of a write, until it is acknowledged.',
    ACKNOWLEDGE_SECONDS,
    ['route', 'status'],
  );
  const events = metrics.counter(
    'wellhead_source_input_total',
    'Readings and rows of the events of a source, by what became of them.',
    ['source', 'outcome'],
  );
  const keeping = metrics.histogram(
    'wellhead_source_keep_duration_seconds',
    'Time until messages of a source were durable and could be acknowledged to it.',
    ACKNOWLEDGE_SECONDS,
    ['source'],
  );
  const quarantined = metrics.counter(
    'wellhead_ingestor_quarantined_rows_total',
    'Lines, points and rows that went to quarantine, by who sent them and why.',
    ['source', 'reason'],
  );
  const reasons = quarantineReasons();
  const countOutcomes = (
    add: (outcome: 'accepted' | 'quarantined', rows: number) => void,
    { received, refusedCount }: Kept,
  ): void => {
    add('accepted', received - refusedCount);
    if (refusedCount > 0) add('quarantined', refusedCount);
  };
  return {
    registry: metrics.registry,
    startRequest(route) {
      const startedMs = performance.now();
      return (status) => duration.observe({ route, status }, (performance.now() - startedMs) / 1_000);
    },
    countKept: (kind, kept) => countOutcomes((outcome, rows) => input.inc({ kind, outcome }, rows), kept),
    countEvent: (source, kept) => countOutcomes((outcome, rows) => events.inc({ source, outcome }, rows), kept),
    timeKept: (source, ms) => keeping.observe({ source }, ms / 1_000),
    countQuarantined(source, kept) {
      for (const [reason, rows] of reasons.rowsOf(kept))
        quarantined.inc({ source: reasons.sourceLabel(source), reason }, rows);
    },
    countRefusedByStore: (source, rows) =>
      quarantined.inc({ source: reasons.sourceLabel(source), reason: STORE_REFUSED }, rows),
    countNoValues({ staleMarkers, notNumbers }) {
      if (staleMarkers > 0) noValues.inc({ kind: 'stale' }, staleMarkers);
      if (notNumbers > 0) noValues.inc({ kind: 'nan' }, notNumbers);
    },
    observeSources: (states, clock) => observeSources(metrics, states, clock),
    observeFeeds: (feeds) => observeFeeds(metrics, feeds),
  };
}
