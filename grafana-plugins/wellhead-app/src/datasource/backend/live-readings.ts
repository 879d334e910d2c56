import { ANOMALY_MEASUREMENT, type Clock } from '@wellhead/contracts';
import type { RequestContext, StreamHandlers, StreamRequest } from '@wellhead/backend-sdk';
import type { SeriesReadings, SeriesSelector, TelemetryStore } from '@wellhead/stores';
import type { Logger } from 'pino';
import { liveSelectionOf, liveSeriesOf, type LiveSelection, type LiveSeries } from './live-channel.js';
import { openLooks } from './live-looks.js';
import { livePacket, liveReadingOf, seriesPacket, type LiveReading } from './live-packet.js';
import type { BackendMetrics } from './metrics.js';

export interface LiveReadingsOptions {
  readonly telemetry: Pick<TelemetryStore, 'latest'>;
  readonly metrics: BackendMetrics;
  readonly log: Logger;
  readonly clock: Clock;
  /** Pause between two looks at the store. */
  readonly pollMs: number;
}

/** More are of no use on one panel, and each is a field of every packet. */
const MOST_SERIES = 200;
/** Sent only where they are asked for by name. */
const OUR_COPIES = ['wellhead_forecast', ANOMALY_MEASUREMENT];

const selectorsOf = ({ assets, signals }: LiveSelection): SeriesSelector[] => {
  const tags = assets.length > 0 ? { tags: { asset: assets } } : {};
  if (signals.length === 0) return [tags];
  return signals.map((signal) => {
    const dot = signal.indexOf('.');
    return { measurement: signal.slice(0, dot), field: signal.slice(dot + 1), ...tags };
  });
};

/** What a channel looks at, and how it tells of what is new. */
interface Watch {
  readonly selectors: readonly SeriesSelector[];
  wants(series: SeriesReadings['series']): boolean;
  packet(series: readonly LiveReading[], fresh: readonly LiveReading[]): string;
}

const watchSelection = (selection: LiveSelection): Watch => ({
  selectors: selectorsOf(selection),
  wants: ({ measurement }) => !OUR_COPIES.includes(measurement) || selection.signals.length > 0,
  packet: livePacket,
});
const watchSeries = ({ measurement, field, tags, key }: LiveSeries): Watch => ({
  selectors: [
    { measurement, field, tags: Object.fromEntries(Object.entries(tags).map(([name, value]) => [name, [value]])) },
  ],
  wants: (series) => series.key === key,
  packet: (_, fresh) => seriesPacket(fresh),
});

/** Undefined when there is no such channel. */
function watchOf(path: string): Watch | undefined {
  const selection = liveSelectionOf(path);
  if (selection) return watchSelection(selection);
  const series = liveSeriesOf(path);
  return series && watchSeries(series);
}

/**
 * Live channels: the newest reading of each chosen series, as it arrives. The store is looked at once a `pollMs` for all channels; of several readings
 * between two looks the newest is sent, the rest is there for queries. Readings of the future are left out.
 */
export function liveReadings(options: LiveReadingsOptions): StreamHandlers {
  const { metrics, log } = options;
  const looks = openLooks(options);

  async function newest({ selectors, wants }: Watch): Promise<LiveReading[]> {
    const readings = (await looks.next(selectors)).filter(({ series }) => wants(series)).map(liveReadingOf);
    return readings
      .filter((reading) => reading !== undefined)
      .sort((a, b) => (a.key < b.key ? -1 : 1))
      .slice(0, MOST_SERIES);
  }

  async function* run({ path }: StreamRequest, { signal }: RequestContext): AsyncGenerator<string> {
    const watch = watchOf(path);
    if (!watch) return;
    metrics.channelStarted();
    log.info({ channel: path }, 'live channel started');
    const sent = new Map<string, LiveReading>();
    let away = false;
    const left = new Promise<undefined>((resolve) =>
      signal.addEventListener('abort', () => resolve(undefined), { once: true }),
    );
    try {
      while (!signal.aborted) {
        try {
          const readings = await Promise.race([newest(watch), left]);
          if (!readings) break;
          const fresh = readings.filter((reading) => {
            const before = sent.get(reading.key);
            return before?.timeNs !== reading.timeNs || before.value !== reading.value;
          });
          for (const reading of fresh) sent.set(reading.key, reading);
          if (fresh.length > 0) yield watch.packet(readings, fresh);
          if (away) log.info({ channel: path }, 'live channel resumed');
          away = false;
        } catch (error) {
          // A store that restarts must not end the channel: Grafana would not run it again while someone looks.
          if (!away) log.warn({ channel: path, err: error }, 'live channel waits for its store');
          away = true;
        }
      }
    } finally {
      metrics.channelEnded();
      log.info({ channel: path }, 'live channel ended');
    }
  }

  return {
    subscribe: async ({ path }) => (watchOf(path) ? 'permitted' : 'not-found'),
    run,
  };
}
