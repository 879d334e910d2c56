import type { Metrics, Observed } from '@wellhead/stores';
import type { SourceState, StreamLag } from '../sources/source.js';

/** Tells Prometheus how the sources are doing. */
export function observeSources(metrics: Metrics, states: () => readonly SourceState[], clock: () => number): void {
  const secondsSince = (ms: number | undefined): number => (ms === undefined ? 0 : Math.max(0, clock() - ms) / 1_000);
  const perSource = (name: string, help: string, read: (state: SourceState) => number | undefined): void =>
    metrics.observe(name, help, ['source', 'kind'], () =>
      states().flatMap((state): Observed[] => {
        const value = read(state);
        return value === undefined ? [] : [[{ source: state.name, kind: state.kind }, value]];
      }),
    );
  const perStream = (name: string, help: string, read: (lag: StreamLag) => number | undefined): void =>
    metrics.observe(name, help, ['source', 'stream', 'partition'], () =>
      states().flatMap(({ name: source, lags }) =>
        lags.flatMap((lag): Observed[] => {
          const value = read(lag);
          return value === undefined ? [] : [[{ source, stream: lag.stream, partition: lag.partition }, value]];
        }),
      ),
    );

  perSource('wellhead_source_connected', '1 while the source is connected.', ({ isConnected }) => Number(isConnected));
  perSource('wellhead_source_failing', '1 while the source does not get on.', ({ lastError }) => (lastError ? 1 : 0));
  perSource('wellhead_source_last_event_timestamp_seconds', 'When the last event was kept.', ({ lastEventMs }) =>
    lastEventMs === undefined ? undefined : lastEventMs / 1_000,
  );
  perSource(
    'wellhead_source_lag_seconds',
    'How old what we lack of the source can be at most; of a source on a schedule the time since it was last asked with success.',
    ({ behindSinceMs }) => secondsSince(behindSinceMs),
  );
  perStream(
    'wellhead_source_lag_events',
    'Events that wait in a stream (topic, table, feed) of the source.',
    ({ events }) => events,
  );
  perStream(
    'wellhead_source_lag_bytes',
    'Bytes that wait in a stream of the source: of a replication slot the log that it holds back.',
    ({ bytes }) => bytes,
  );
  perStream(
    'wellhead_source_stream_lag_seconds',
    'How old what waits in a partition of a topic can be at most; 0 while nothing waits.',
    ({ events, bytes, behindSinceMs }) =>
      behindSinceMs === undefined && (events ?? bytes ?? 0) > 0 ? undefined : secondsSince(behindSinceMs),
  );
}
