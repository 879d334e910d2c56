import type { Frame, FrameNotice, LimitKind, QueryContext, QueryOf, ScoredBreach } from '@wellhead/contracts';
import { predictedBreaches } from '../postgres/breaches.js';
import { answer, info, numberFrame, NUMBERS, TABLE, timesField } from './frame-parts.js';
import { scored, tableOf, type NamedBreach } from './breach-table.js';
import type { QueryStores } from './query-stores.js';
import { type SignalContext, signalContext, signalName } from './signal-context.js';

type BreachQuery = QueryOf<'breach'>;

/**
 * Predicted breaches. `list`: those of the newest forecast, a row a limit; what has no skill has a row without figures, marked in `shown`, and one of a forecast whose interval is uncalibrated in `calibrated`.
 * The likeliest first. `probability`, `seconds`: one number a limit, labels `asset`, `signal`, `limit` as margins have them, for alert rules; what has no skill, or is not expected
 * within the horizon, has none. `marks`: annotations from P10 to P90. `history`: all predictions issued in the time range and their outcome.
 */
export async function queryBreach(stores: QueryStores, query: BreachQuery, context: QueryContext): Promise<Frame[]> {
  const { assets, signals: names, limits, view } = query;
  const history = view === 'history' ? { issuedFromMs: context.fromMs, issuedUntilMs: context.toMs } : {};
  const [signals, found] = await Promise.all([
    signalContext(stores, query),
    predictedBreaches(stores.pool, { assets, signals: names, limits, ...history }),
  ]);
  const named = found.flatMap((breach): NamedBreach[] => {
    const signal = signals.signal(breach.asset, breach.measurement, breach.field);
    return signal === undefined ? [] : [{ breach, signal, name: signals.nameOf(signal) }];
  });
  const current = named.filter(({ breach }) => breach.horizonEndMs > context.nowMs);
  switch (view) {
    case 'list':
      return answer([tableOf(likeliestFirst(current), false)], TABLE, notices(current, signals));
    case 'history':
      return answer([tableOf(named, true)], TABLE, scored(named));
    case 'probability':
      return answer(
        numbersOf(current, ({ probability }) => probability, 'percentunit'),
        NUMBERS,
        notices(current, signals),
      );
    case 'seconds':
      return answer(
        numbersOf(current, (breach) => secondsUntil(breach, query.quantile, context.nowMs), 's'),
        NUMBERS,
        notices(current, signals),
      );
    case 'marks':
      return [marksOf(current, context)];
    default:
      return view satisfies never;
  }
}

/** What is not shown stands last; what is as likely keeps its order. */
const likeliestFirst = (named: readonly NamedBreach[]): readonly NamedBreach[] => {
  const rank = ({ breach }: NamedBreach): number => (breach.shown ? breach.probability : -1);
  return [...named].sort((a, b) => rank(b) - rank(a));
};

const LIMIT_WORDS: Record<LimitKind, string> = {
  'high-high': 'high-high limit',
  high: 'high limit',
  low: 'low limit',
  'low-low': 'low-low limit',
};

function notices(found: readonly NamedBreach[], signals: SignalContext): FrameNotice[] {
  if (signals.limits.length === 0) return [info('There are no limits on these signals.')];
  if (found.length === 0)
    return [info('No breach has been predicted for these limits: there is no forecast, or its horizon is over.')];
  const hidden = found.filter(({ breach }) => !breach.shown);
  return hidden.length === 0
    ? []
    : [
        info(
          `${hidden.length} of ${found.length} breach predictions are not shown: at past origins such probabilities were no better than the share of breaches.`,
        ),
      ];
}

function numbersOf(
  named: readonly NamedBreach[],
  valueOf: (breach: ScoredBreach) => number | undefined,
  unit: string,
): Frame[] {
  return named.flatMap(({ breach, signal, name }) => {
    const value = breach.shown ? valueOf(breach) : undefined;
    if (value === undefined) return [];
    const { limit, limitValue, model, probability, p10Ms, p50Ms, p90Ms, issuedAtMs, calibrated } = breach;
    const title = `${name}: ${LIMIT_WORDS[limit]}`;
    return numberFrame(
      title,
      value,
      { asset: signal.asset, signal: signalName(signal), limit },
      { displayNameFromDS: title, unit },
      { breach: { model, limitValue, probability, p10Ms, p50Ms, p90Ms, issuedAtMs, calibrated } },
    );
  });
}

/** From now; 0 once that time has passed. */
function secondsUntil(breach: ScoredBreach, quantile: BreachQuery['quantile'], nowMs: number): number | undefined {
  const timeMs = timeBy(breach, quantile);
  return timeMs === null ? undefined : Math.max(0, (timeMs - nowMs) / 1_000);
}

function timeBy(breach: ScoredBreach, quantile: BreachQuery['quantile']): number | null {
  switch (quantile) {
    case 0.1:
      return breach.p10Ms;
    case 0.5:
      return breach.p50Ms;
    case 0.9:
      return breach.p90Ms;
    default:
      return quantile satisfies never;
  }
}

/** Annotations, which Grafana reads by column name: from P10 until P90, or the end of the horizon, where the two are in the range. */
function marksOf(named: readonly NamedBreach[], { fromMs, toMs }: QueryContext): Frame {
  const marks = named.flatMap(({ breach, name }) => {
    const { limit, limitValue, probability, p10Ms, p50Ms, p90Ms, horizonEndMs, shown, calibrated } = breach;
    if (!shown || p10Ms === null || p10Ms >= toMs || (p90Ms ?? horizonEndMs) < fromMs) return [];
    const by = (label: string, timeMs: number | null): string =>
      `${label} ${timeMs === null ? 'beyond the horizon' : `${new Date(timeMs).toISOString().slice(0, 16)}Z`}`;
    return [
      {
        time: p10Ms,
        timeEnd: p90Ms ?? horizonEndMs,
        title: `${name}: ${LIMIT_WORDS[limit]} ${limitValue} predicted to be crossed`,
        text: `Probability ${Math.round(probability * 100)} %. ${by('P10', p10Ms)}, ${by('P50', p50Ms)}, ${by('P90', p90Ms)}.${calibrated === false ? ' The interval of the forecast is uncalibrated.' : ''}`,
        tags: `predicted-breach,${limit}`,
      },
    ];
  });
  const text = (name: 'title' | 'text' | 'tags') => ({
    name,
    type: 'string' as const,
    values: marks.map((mark) => mark[name]),
  });
  return {
    name: 'predicted breaches',
    meta: TABLE,
    fields: [
      timesField(
        'time',
        marks.map(({ time }) => time),
      ),
      timesField(
        'timeEnd',
        marks.map(({ timeEnd }) => timeEnd),
      ),
      text('title'),
      text('text'),
      text('tags'),
    ],
  };
}
