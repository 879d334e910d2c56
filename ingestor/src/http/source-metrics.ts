import { Gauge, type Registry } from 'prom-client';
import type { SourceState } from '../sources/source.js';

/** Tells Prometheus how the sources are doing. */
export function observeSources(registry: Registry, states: () => readonly SourceState[]): void {
  const registers = [registry];
  const gauge = (name: string, help: string, read: (state: SourceState) => number | undefined): Gauge =>
    new Gauge({
      name,
      help,
      labelNames: ['source', 'kind'],
      registers,
      collect() {
        this.reset();
        for (const state of states()) {
          const value = read(state);
          if (value !== undefined) this.set({ source: state.name, kind: state.kind }, value);
        }
      },
    });
  gauge('wellhead_source_connected', '1 while the source is connected.', (state) => (state.isConnected ? 1 : 0));
  gauge('wellhead_source_failing', '1 while the source does not get on.', ({ lastError }) => (lastError ? 1 : 0));
  gauge('wellhead_source_last_event_timestamp_seconds', 'When the last event was kept.', ({ lastEventMs }) =>
    lastEventMs === undefined ? undefined : lastEventMs / 1_000,
  );
  const lag = (unit: 'events' | 'bytes', help: string): Gauge =>
    new Gauge({
      name: `wellhead_source_lag_${unit}`,
      help,
      labelNames: ['source', 'stream', 'partition'],
      registers,
      collect() {
        this.reset();
        for (const { name, lags } of states())
          for (const { stream, partition, [unit]: waiting } of lags)
            if (waiting !== undefined) this.set({ source: name, stream, partition }, waiting);
      },
    });
  lag('events', 'Events that wait in a stream (topic, table, feed) of the source.');
  lag('bytes', 'Bytes that wait in a stream of the source: of a replication slot the log that it holds back.');
}
