import type {
  BreachFrameMeta,
  ForecastFrameMeta,
  Frame,
  FrameNotice,
  QueryContext,
  QueryOf,
  ScoredBreach,
} from '@wellhead/contracts';
import { isStale, MS_PER_HOUR, ProblemError, QUANTILES } from '@wellhead/contracts';
import { predictedBreaches } from '../postgres/breaches.js';
import { forecastVintages, type Vintage } from '../postgres/forecasts.js';
import { answer, info, nsColumn, quantileLabel, SERIES, timeField, warning } from './frame-parts.js';
import type { QueryStores } from './query-stores.js';
import { type SignalContext, signalContext, signalName } from './signal-context.js';

/** The quantiles asked for, checked: only published ones can be answered. */
export function publishedQuantiles(asked: readonly number[]): readonly number[] {
  const unknown = asked.filter((quantile) => !QUANTILES.some((known) => known === quantile));
  if (unknown.length > 0)
    throw new ProblemError(
      'bad-request',
      `Quantile ${unknown.join(', ')} is not published: choose among ${QUANTILES.join(', ')}.`,
      {
        places: [
          { field: 'quantiles', found: unknown.join(', '), expected: QUANTILES.join(', '), reason: 'not published' },
        ],
      },
    );
  return asked.length > 0 ? asked : QUANTILES;
}

/** Time of each step of a vintage, ms. */
export const stepTimes = (vintage: Vintage): readonly number[] =>
  vintage.mean.map((_, step) => vintage.cutoffMs + (step + 1) * vintage.stepMs);

/** “3 days”, “5 h”, “12 min”. */
function spokenDuration(ms: number): string {
  if (ms >= 48 * MS_PER_HOUR) return `${Math.round(ms / (24 * MS_PER_HOUR))} days`;
  if (ms >= 2 * MS_PER_HOUR) return `${Math.round(ms / MS_PER_HOUR)} h`;
  return `${Math.round(ms / 60_000)} min`;
}

/**
 * Vintages of the selected signals: one frame a quantile, labels `asset`, `signal`, `quantile`, with more than one vintage `issued_at`
 * too. All frames of a signal come from one vintage unless more were asked for. `meta.custom.forecast` is ForecastFrameMeta.
 */
export async function queryForecast(
  stores: QueryStores,
  query: QueryOf<'forecast'>,
  context: QueryContext,
): Promise<Frame[]> {
  const quantiles = publishedQuantiles(query.quantiles);
  const [signals, vintages] = await Promise.all([
    signalContext(stores, query),
    forecastVintages(stores.pool, {
      assets: query.assets,
      signals: query.signals,
      model: query.model,
      believedAtMs: query.believedAtMs,
      vintages: query.vintages,
    }),
  ]);
  const breaches = await breachesOf(stores, query, vintages);
  const fromMs = query.nextHours === undefined ? context.fromMs : context.nowMs;
  const toMs = query.nextHours === undefined ? context.toMs : context.nowMs + query.nextHours * MS_PER_HOUR;
  const believedMs = query.believedAtMs ?? context.nowMs;

  const frames: Frame[] = [];
  const notices: FrameNotice[] = [];
  const seen = new Set<string>();
  for (const vintage of vintages) {
    const signal = signals.signal(vintage.asset, vintage.measurement, vintage.field);
    if (signal === undefined) continue;
    const id = `${vintage.asset} ${signalName(vintage)}`;
    const newest = !seen.has(id);
    seen.add(id);
    const stale = newest && isStale(vintage.issuedAtMs, signals.scheduleMsOf(signal), believedMs);
    if (newest) notices.push(...doubts(vintage, stale, signals.nameOf(signal), believedMs));
    frames.push(...framesOf(vintage, { query, quantiles, signals, breaches, stale, fromMs, toMs }));
  }
  if (vintages.length === 0) notices.push(info('No forecast was issued yet for these signals.'));
  else if (frames.length === 0)
    notices.push(
      info('The forecast lies outside of this time range: extend it into the future, or ask for the next N hours.'),
    );
  return answer(frames, SERIES, summarised(notices));
}

const vintageKey = ({ asset, measurement, field, issuedAtMs }: Vintage | ScoredBreach): string =>
  JSON.stringify([asset, measurement, field, issuedAtMs]);

/** Predicted breaches by vintage; a named model has none: they are of the published one. */
async function breachesOf(
  { pool }: QueryStores,
  { assets, signals, model }: QueryOf<'forecast'>,
  vintages: readonly Vintage[],
): Promise<ReadonlyMap<string, readonly BreachFrameMeta[]>> {
  const found = new Map<string, BreachFrameMeta[]>();
  if (vintages.length === 0 || model !== undefined) return found;
  const issued = vintages.map(({ issuedAtMs }) => issuedAtMs);
  const filter = { assets, signals, issuedFromMs: Math.min(...issued), issuedUntilMs: Math.max(...issued) };
  for (const breach of await predictedBreaches(pool, filter)) {
    const { limit, limitValue, probability, p10Ms, p50Ms, p90Ms, shown } = breach;
    const meta = { limit, limitValue, probability, p10Ms, p50Ms, p90Ms, shown };
    const known = found.get(vintageKey(breach));
    if (known) known.push(meta);
    else found.set(vintageKey(breach), [meta]);
  }
  return found;
}

function doubts(vintage: Vintage, stale: boolean, name: string, believedMs: number): FrameNotice[] {
  const notices: FrameNotice[] = [];
  if (!vintage.calibrated)
    notices.push(
      warning(`${name}: uncalibrated, only ${vintage.origins} back-tested origins stand behind the interval.`),
    );
  if (stale) notices.push(warning(`${name}: stale, issued ${spokenDuration(believedMs - vintage.issuedAtMs)} ago.`));
  return notices;
}

/** At most five of a kind are told one by one. */
function summarised(notices: readonly FrameNotice[]): readonly FrameNotice[] {
  if (notices.length <= 5) return notices;
  return [...notices.slice(0, 4), warning(`and ${notices.length - 4} more forecasts that are uncalibrated or stale.`)];
}

interface FrameWishes {
  readonly query: QueryOf<'forecast'>;
  readonly quantiles: readonly number[];
  readonly signals: SignalContext;
  readonly breaches: ReadonlyMap<string, readonly BreachFrameMeta[]>;
  readonly stale: boolean;
  readonly fromMs: number;
  readonly toMs: number;
}

function framesOf(vintage: Vintage, wishes: FrameWishes): Frame[] {
  const { query, quantiles, signals, breaches: byVintage, stale, fromMs, toMs } = wishes;
  const signal = signals.signal(vintage.asset, vintage.measurement, vintage.field);
  if (signal === undefined) return [];
  const times = stepTimes(vintage);
  const steps = times.flatMap((time, step) => (time >= fromMs && time < toMs ? [step] : []));
  if (steps.length === 0) return [];
  const timeNs = nsColumn(steps.map((step) => times[step] ?? 0));
  const forecast: ForecastFrameMeta = {
    asset: vintage.asset,
    signal: signalName(vintage),
    model: vintage.model,
    issuedAtMs: vintage.issuedAtMs,
    cutoffMs: vintage.cutoffMs,
    stepMs: vintage.stepMs,
    calibrated: vintage.calibrated,
    origins: vintage.origins,
    stale,
  };
  const limits = signals.limitsOf(signal);
  const breaches = byVintage.get(vintageKey(vintage)) ?? [];
  const dataLabel = signals.dataLabelOf(signal);
  return quantiles.map((quantile) => {
    const label = quantileLabel(quantile);
    const name = `${signals.nameOf(signal)} ${label}${vintage.calibrated ? '' : ' (uncalibrated)'}`;
    const values = vintage.quantiles[String(quantile)] ?? [];
    return {
      name,
      meta: {
        ...SERIES,
        custom: {
          forecast,
          titles: signals.titlesOf(signal),
          ...(limits.length > 0 ? { limits } : {}),
          ...(breaches.length > 0 ? { breaches } : {}),
          ...(dataLabel === undefined ? {} : { dataLabel }),
        },
      },
      fields: [
        timeField(timeNs),
        {
          name: 'value',
          type: 'number',
          values: Float64Array.from(steps, (step) => values[step] ?? Number.NaN),
          labels: {
            asset: vintage.asset,
            signal: signalName(vintage),
            quantile: label,
            // For whoever sees neither notices nor meta: legends, CSV, alert messages. Absent when the interval is calibrated.
            ...(vintage.calibrated ? {} : { interval: 'uncalibrated' }),
            ...(query.vintages > 1 ? { issued_at: new Date(vintage.issuedAtMs).toISOString() } : {}),
          },
          config: {
            displayNameFromDS: name,
            ...(signal.unit === '' ? {} : { unit: signal.unit }),
            interval: vintage.stepMs,
          },
        },
      ],
    };
  });
}
