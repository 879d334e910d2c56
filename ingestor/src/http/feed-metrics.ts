import type { Metrics, Observed } from '@wellhead/stores';
import type { Feed } from '../feed/feed.js';

/** Tells Prometheus of spools, of what each store lacks of them, and of the books. */
export function observeFeeds(metrics: Metrics, feeds: () => ReadonlyMap<string, Feed>): void {
  const perFeed = (name: string, help: string, read: (feed: Feed) => number): void =>
    metrics.observe(name, help, ['ingestor'], () =>
      [...feeds()].map(([ingestor, feed]): Observed => [{ ingestor }, read(feed)]),
    );
  const perSink = (name: string, help: string, read: (sink: Feed['sinks'][number]) => number): void =>
    metrics.observe(name, help, ['ingestor', 'sink'], () =>
      [...feeds()].flatMap(([ingestor, { sinks }]) =>
        sinks.map((sink): Observed => [{ ingestor, sink: sink.name }, read(sink)]),
      ),
    );

  perFeed(
    'wellhead_ingestor_spool_bytes',
    'Bytes in the spool; sealed segments stay until they are archived.',
    ({ spool }) => spool.bytes,
  );
  perFeed('wellhead_ingestor_spool_limit_bytes', 'Bytes that the spool may hold.', ({ spool }) => spool.maxBytes);
  perFeed('wellhead_ingestor_spool_records', 'Records ever appended.', ({ spool }) => spool.durable);
  perFeed('wellhead_ingestor_pending_records', 'Records that some store lacks.', ({ pending }) => pending);
  perSink(
    'wellhead_ingestor_sink_sequence',
    'Spool sequence up to which a sink has delivered.',
    ({ sequence }) => sequence,
  );
  perSink('wellhead_ingestor_sink_failing', '1 while a sink cannot deliver.', ({ failingSinceMs }) =>
    failingSinceMs === undefined ? 0 : 1,
  );
  perSink(
    'wellhead_ingestor_sink_lag_readings',
    'Readings that are durable and that a sink has not delivered; of the sink of Postgres rows of records.',
    ({ waiting }) => waiting.readings,
  );
  perSink(
    'wellhead_ingestor_sink_lag_seconds',
    'How long the oldest record that a sink lacks has been durable; 0 while it lacks none.',
    ({ waiting }) => waiting.lagMs / 1_000,
  );
  metrics.observe(
    'wellhead_ingestor_ledger_imbalance_rows',
    'Rows that the books cannot place, by account; anything but 0 means lost or counted twice.',
    ['ingestor', 'account'],
    () =>
      [...feeds()].flatMap(([ingestor, { ledger }]) =>
        ledger.state.balances.map(({ account, imbalance }): Observed => [{ ingestor, account }, imbalance]),
      ),
  );
}
