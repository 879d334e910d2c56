import type { Frame, QueryContext, QueryOf, Signal } from '@wellhead/contracts';
import { marginOf, MS_PER_HOUR, signalId } from '@wellhead/contracts';
import type { LimitInForce } from '../postgres/catalogue.js';
import { forecastVintages, type Vintage } from '../postgres/forecasts.js';
import { publishedQuantiles, stepTimes } from './forecast.js';
import { answer, info, numberFrame, NUMBERS, quantileLabel } from './frame-parts.js';
import { lastReadings } from './last-readings.js';
import type { QueryStores } from './query-stores.js';
import { type SignalContext, signalContext, signalName } from './signal-context.js';

type MarginQuery = QueryOf<'margin'>;

/**
 * How far each limited signal is beyond its limit, signed so that > 0 is breached, for low limits too; one number a signal and limit,
 * labels `asset`, `signal`, `limit` (and `quantile`, `model` of a forecast, `interval` where it is uncalibrated). Limits are read as they are now, so an edit counts at once.
 * `of: forecast` is the worst step within the horizon. `quantile` counts towards the limit: 0.9 is p90 for a high limit and p10 for a
 * low one, both “one chance in ten of being worse”. `of: crossing` is the seconds until its first step beyond the limit; where there is none, no number. `of: band` is one number a forecast signal, whether it has limits or not.
 */
export async function queryMargin(stores: QueryStores, query: MarginQuery, context: QueryContext): Promise<Frame[]> {
  if (query.of === 'forecast' || query.of === 'crossing') publishedQuantiles([query.quantile]);
  const signals = await signalContext(stores, query);
  if (query.of === 'band') return answer(await bandMargins(stores, query, signals, context), NUMBERS, []);
  const limits = signals.limits.filter(({ kind }) => query.limits.length === 0 || query.limits.includes(kind));
  const frames =
    query.of === 'last'
      ? await lastMargins(stores, limits, signals, context)
      : await forecastMargins(stores, query, limits, signals, context);
  return answer(frames, NUMBERS, limits.length === 0 ? [info('There are no limits on these signals.')] : []);
}

const limited = (limits: readonly LimitInForce[], signals: SignalContext): [LimitInForce, Signal][] =>
  limits.flatMap((limit) => {
    const signal = signals.signal(limit.asset, limit.measurement, limit.field);
    return signal === undefined ? [] : [[limit, signal]];
  });

const configOf = (signal: Signal, name: string): { displayNameFromDS: string; unit?: string } => ({
  displayNameFromDS: name,
  ...(signal.unit === '' ? {} : { unit: signal.unit }),
});

async function lastMargins(
  stores: QueryStores,
  limits: readonly LimitInForce[],
  signals: SignalContext,
  context: QueryContext,
): Promise<Frame[]> {
  const watched = limited(limits, signals);
  const readings = await lastReadings(
    stores.telemetry,
    [...new Set(watched.map(([, signal]) => signal))],
    context.nowMs,
  );
  return watched.flatMap(([limit, signal]) =>
    (readings.get(signalId(signal)) ?? []).flatMap(({ tags, timeMs, value }) => {
      if (value === null || Number.isNaN(value)) return [];
      const name = `${signals.nameOf(signal)}: beyond ${limit.kind} limit`;
      return numberFrame(
        name,
        marginOf(limit.kind, value, limit.value),
        { ...tags, signal: signalName(signal), limit: limit.kind },
        configOf(signal, name),
        { margin: { value, limit: limit.value, atMs: timeMs } },
      );
    }),
  );
}

interface StepMargin {
  readonly margin: number;
  readonly value: number;
  readonly atMs: number;
}

/** Margins of the steps of a vintage whose periods are not over and that lie within the horizon, in order. */
function stepMargins(
  vintage: Vintage,
  limit: LimitInForce,
  quantile: number,
  nowMs: number,
  untilMs: number,
): readonly StepMargin[] {
  const values = vintage.quantiles[String(quantile)] ?? [];
  return stepTimes(vintage).flatMap((atMs, step) => {
    const value = values[step];
    if (value === undefined || atMs + vintage.stepMs <= nowMs || atMs >= untilMs) return [];
    return [{ margin: marginOf(limit.kind, value, limit.value), value, atMs }];
  });
}

const worstOf = (steps: readonly StepMargin[]): StepMargin | undefined =>
  steps.reduce<StepMargin | undefined>(
    (worst, step) => (worst && worst.margin >= step.margin ? worst : step),
    undefined,
  );

async function forecastMargins(
  stores: QueryStores,
  query: MarginQuery,
  limits: readonly LimitInForce[],
  signals: SignalContext,
  context: QueryContext,
): Promise<Frame[]> {
  const vintages = await forecastVintages(stores.pool, { assets: query.assets, signals: query.signals });
  const bySignal = new Map(vintages.map((vintage) => [signalId(vintage), vintage]));
  const untilMs =
    query.nextHours === undefined ? Number.POSITIVE_INFINITY : context.nowMs + query.nextHours * MS_PER_HOUR;
  return limited(limits, signals).flatMap(([limit, signal]) => {
    const vintage = bySignal.get(signalId(signal));
    const upper = limit.kind === 'high' || limit.kind === 'high-high';
    // 1 − 0.975 is 0.025000000000000022: the mirrored quantile is written as the published one.
    const quantile = upper ? query.quantile : Number((1 - query.quantile).toFixed(6));
    const steps = vintage ? stepMargins(vintage, limit, quantile, context.nowMs, untilMs) : [];
    const told = query.of === 'crossing' ? steps.find(({ margin }) => margin > 0) : worstOf(steps);
    if (vintage === undefined || told === undefined) return [];
    const name = `${signals.nameOf(signal)}: ${quantileLabel(quantile)} beyond ${limit.kind} limit`;
    return numberFrame(
      name,
      query.of === 'crossing' ? Math.max(0, (told.atMs - context.nowMs) / 1_000) : told.margin,
      {
        asset: signal.asset,
        signal: signalName(signal),
        limit: limit.kind,
        quantile: quantileLabel(quantile),
        model: vintage.model,
        // For alert messages: absent when the interval is calibrated.
        ...(vintage.calibrated ? {} : { interval: 'uncalibrated' }),
      },
      query.of === 'crossing' ? { displayNameFromDS: name, unit: 's' } : configOf(signal, name),
      {
        margin: { value: told.value, limit: limit.value, atMs: told.atMs },
        model: vintage.model,
        issuedAtMs: vintage.issuedAtMs,
      },
    );
  });
}

/** Vintages of a signal that are looked at for one that was issued before its newest reading. */
const BAND_VINTAGES = 5;

/**
 * How far the newest reading of each forecast signal lies outside the 95 % interval of the newest vintage that did not know it; > 0 is outside. A signal
 * whose reading no such vintage reaches is left out.
 */
async function bandMargins(
  stores: QueryStores,
  query: MarginQuery,
  signals: SignalContext,
  context: QueryContext,
): Promise<Frame[]> {
  const watched = signals.signals.filter(({ horizonSteps }) => horizonSteps > 0);
  const [readings, vintages] = await Promise.all([
    lastReadings(stores.telemetry, watched, context.nowMs),
    forecastVintages(stores.pool, { assets: query.assets, signals: query.signals, vintages: BAND_VINTAGES }),
  ]);
  return watched.flatMap((signal) => {
    const newest = [...(readings.get(signalId(signal)) ?? [])].sort((a, b) => b.timeMs - a.timeMs)[0];
    if (newest === undefined || newest.value === null || Number.isNaN(newest.value)) return [];
    const { timeMs, value } = newest;
    const vintage = vintages.find((one) => signalId(one) === signalId(signal) && one.cutoffMs < timeMs);
    const step = vintage === undefined ? -1 : stepTimes(vintage).indexOf(timeMs);
    const low = vintage?.quantiles['0.025']?.[step];
    const high = vintage?.quantiles['0.975']?.[step];
    if (vintage === undefined || low === undefined || high === undefined) return [];
    const name = `${signals.nameOf(signal)}: outside its forecast band`;
    return numberFrame(
      name,
      Math.max(value - high, low - value),
      {
        asset: signal.asset,
        signal: signalName(signal),
        side: value > high ? 'above' : 'below',
        model: vintage.model,
        ...(vintage.calibrated ? {} : { interval: 'uncalibrated' }),
      },
      configOf(signal, name),
      { band: { value, low, high, atMs: timeMs }, model: vintage.model, issuedAtMs: vintage.issuedAtMs },
    );
  });
}
