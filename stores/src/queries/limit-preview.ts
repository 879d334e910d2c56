import type { Limit, LimitPreview, Signal } from '@wellhead/contracts';
import { MS_PER_DAY, msFromNs, nsFromMs } from '@wellhead/contracts';
import { openCatalogue } from '../postgres/catalogue.js';
import { forecastVintages, type Vintage } from '../postgres/forecasts.js';
import { firingsOf, type Look } from './firings.js';
import { stepTimes } from './forecast.js';
import type { QueryStores } from './query-stores.js';
import { signalName } from './signal-context.js';

/** How far back it is looked. */
const PREVIEW_DAYS = 30;
/** Shorter windows than this would be more than a person can look at. */
const MOST_WINDOWS = 4_320;
/** One a quarter of an hour for 30 days, and some. */
const MOST_VINTAGES = 3_000;

export type ProposedLimit = Pick<Limit, 'asset' | 'measurement' | 'field' | 'kind' | 'value'>;

const isHigh = ({ kind }: ProposedLimit): boolean => kind === 'high' || kind === 'high-high';

/**
 * Which alerts a limit would have raised in the last 30 days, had it held all the time: breached now, by the readings as they are stored,
 * and predicted (P50, P90), by the forecasts as they were issued. undefined: there is no such signal.
 */
export async function previewLimit(
  stores: QueryStores,
  limit: ProposedLimit,
  nowMs: number,
): Promise<LimitPreview | undefined> {
  const filter = { assets: [limit.asset], signals: [signalName(limit)] };
  const [signal] = await openCatalogue(stores.pool).signals(filter);
  if (!signal) return undefined;
  const fromMs = nowMs - PREVIEW_DAYS * MS_PER_DAY;
  const series = await readingLooks(stores, limit, signal, fromMs, nowMs);
  const vintages = (await forecastVintages(stores.pool, { ...filter, vintages: MOST_VINTAGES }))
    .filter(({ issuedAtMs }) => issuedAtMs >= fromMs && issuedAtMs <= nowMs)
    .reverse();
  const predicted = (quantile: number) => firingsOf(vintageLooks(vintages, limit, quantile), limit, {});
  return {
    fromMs,
    toMs: nowMs,
    readings: series.reduce((sum, { looks }) => sum + looks.length, 0),
    vintages: vintages.length,
    uncalibrated: vintages.filter(({ calibrated }) => !calibrated).length,
    rules: [
      { rule: 'breached-now', firings: series.flatMap(({ looks, labels }) => firingsOf(looks, limit, labels)) },
      { rule: 'predicted-p50', firings: predicted(0.5) },
      // Counted towards the limit: one chance in ten of being worse, for low limits too.
      { rule: 'predicted-p90', firings: predicted(isHigh(limit) ? 0.9 : 0.1) },
    ],
  };
}

/** The value of each window that lies farthest towards the limit, by series. */
async function readingLooks(
  { telemetry }: QueryStores,
  limit: ProposedLimit,
  { intervalMs }: Signal,
  fromMs: number,
  toMs: number,
): Promise<{ readonly labels: Record<string, string>; readonly looks: Look[] }[]> {
  const everyMs = Math.max(intervalMs, Math.ceil((toMs - fromMs) / MOST_WINDOWS));
  const found = await telemetry.read({
    selector: { measurement: limit.measurement, field: limit.field, tags: { asset: [limit.asset] } },
    fromNs: nsFromMs(fromMs),
    toNs: nsFromMs(toMs) + 1n,
    shape: { kind: 'windows', everyNs: nsFromMs(everyMs), aggregate: isHigh(limit) ? 'max' : 'min' },
  });
  return found.map(({ series: { tags }, timeNs, values }) => {
    const { asset: _asset, ...labels } = tags;
    const looks = Array.from(timeNs, (ns, at) => ({ atMs: msFromNs(ns), value: Number(values[at]) }));
    return { labels, looks: looks.filter(({ value }) => !Number.isNaN(value)) };
  });
}

/** The step of each forecast that lies farthest towards the limit, from its issue on. */
const vintageLooks = (vintages: readonly Vintage[], limit: ProposedLimit, quantile: number): Look[] =>
  vintages.flatMap((vintage) => {
    const times = stepTimes(vintage);
    const ahead = (vintage.quantiles[String(quantile)] ?? []).filter(
      (_, step) => (times[step] ?? 0) + vintage.stepMs > vintage.issuedAtMs,
    );
    if (ahead.length === 0) return [];
    return { atMs: vintage.issuedAtMs, value: isHigh(limit) ? Math.max(...ahead) : Math.min(...ahead) };
  });
