import { MAX_RAW, type RefusedInput } from '../../../domain/decoded.js';
import { bearer, readText } from '@wellhead/stores';
import { linesOfMetrics, type MetricLines, type MetricSeries } from '../metric-lines.js';
import { METRIC_NAME, type NamedMetric } from '../metric-naming.js';
import { type ExpositionFormat, readExposition } from './exposition.js';

/** What a target is asked for: OpenMetrics first. */
const ACCEPT = 'application/openmetrics-text;version=1.0.0,text/plain;version=0.0.4;q=0.5,*/*;q=0.1';

export interface ScrapeOptions {
  readonly url: string;
  readonly maxBytes: number;
  readonly timeoutSeconds: number;
  readonly bearerToken: string | undefined;
  readonly signal: AbortSignal;
}

export type Scraped =
  | { readonly kind: 'page'; readonly text: string; readonly format: ExpositionFormat }
  | { readonly kind: 'failed'; readonly reason: string };

/** Asks a target once. Whatever keeps it from answering is told in words. */
export async function askTarget({
  url,
  maxBytes,
  timeoutSeconds,
  bearerToken,
  signal,
}: ScrapeOptions): Promise<Scraped> {
  try {
    const response = await fetch(url, { headers: { accept: ACCEPT, ...bearer(bearerToken) }, signal });
    if (!response.ok) {
      await response.body?.cancel();
      return { kind: 'failed', reason: `it answered ${response.status}` };
    }
    const read = await readText(response, { maxBytes, timeoutSeconds });
    if (read.kind === 'failed') return read;
    const isOpenMetrics = (response.headers.get('content-type') ?? '').startsWith('application/openmetrics-text');
    return { kind: 'page', text: read.text, format: isOpenMetrics ? 'openmetrics' : 'text' };
  } catch (error) {
    return { kind: 'failed', reason: reasonOf(error) };
  }
}

function reasonOf(error: unknown): string {
  if (error instanceof Error && error.name === 'TimeoutError') return 'it did not answer in time';
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return `it cannot be reached: ${cause instanceof Error ? cause.message || cause.name : String(cause)}`;
}

/** What a scrape gave, as lines; with the series that Prometheus adds for every scrape: `up`, its duration, its samples. */
export interface ScrapeLines extends MetricLines {
  readonly isUp: boolean;
  readonly reason: string | undefined;
}

export function linesOfScrape(
  scraped: Scraped,
  scrape: {
    /** `job`, `instance` and those of the target; a label of the page by one of these names becomes `exported_…`. */
    readonly labels: Readonly<Record<string, string>>;
    readonly honorTimestamps: boolean;
    readonly startedAtMs: number;
    readonly durationMs: number;
  },
  nameOf: (labels: Readonly<Record<string, string>>) => NamedMetric,
): ScrapeLines {
  const { labels: own, startedAtMs } = scrape;
  const page = scraped.kind === 'page' ? readExposition(scraped.text, scraped.format) : undefined;
  const reason =
    scraped.kind === 'failed' ? scraped.reason : page?.isWhole === false ? 'its answer broke off: no # EOF' : undefined;
  const samples = reason === undefined && page ? page.samples : [];
  const faults = reason === undefined && page ? page.faults : [];
  const sampleOf = (value: number, timeMs = startedAtMs) => ({ value, isStaleMarker: false, timeMs });
  const series: MetricSeries[] = samples.map(({ labels, value, timeMs }) => ({
    labels: withOwnLabels(labels, own),
    samples: [sampleOf(value, scrape.honorTimestamps ? timeMs : undefined)],
  }));
  const report = (name: string, value: number): MetricSeries => ({
    labels: { ...own, [METRIC_NAME]: name },
    samples: [sampleOf(value)],
  });
  series.push(
    report('up', reason === undefined ? 1 : 0),
    report('scrape_duration_seconds', scrape.durationMs / 1_000),
    report('scrape_samples_scraped', samples.length),
  );
  const lines = linesOfMetrics(series, nameOf);
  const refused: RefusedInput[] = [
    ...faults.map(({ line, raw, reason: fault }) => ({ line, raw: raw.slice(0, MAX_RAW), reason: fault })),
    ...lines.refused.map(({ index, ...rest }) => ({ ...rest, line: samples[index ?? 0]?.line ?? 0 })),
  ];
  return { ...lines, refused, isUp: reason === undefined, reason };
}

function withOwnLabels(
  labels: Readonly<Record<string, string>>,
  own: Readonly<Record<string, string>>,
): Record<string, string> {
  const renamed = Object.entries(labels).map(([name, value]) => [
    Object.hasOwn(own, name) ? `exported_${name}` : name,
    value,
  ]);
  return { ...(Object.fromEntries(renamed) as Record<string, string>), ...own };
}
