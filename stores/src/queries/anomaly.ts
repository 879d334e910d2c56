import {
  anomalyExcess,
  MS_PER_MINUTE,
  msFromNs,
  type Frame,
  type FrameNotice,
  type QueryContext,
  type QueryOf,
  type Signal,
} from '@wellhead/contracts';
import { anomalyRows, readScores, readValues, valueKey, type Scored } from './anomaly-scores.js';
import { NUMBERS, SERIES, TABLE, answer, info, numberFrame, textField, timeField, timesField } from './frame-parts.js';
import type { QueryStores } from './query-stores.js';
import { signalContext, signalName, type SignalContext } from './signal-context.js';

type AnomalyQuery = QueryOf<'anomaly'>;

/** An alert rule that looks once a minute must see a spike between two looks: the worst of so long, or of the two newest intervals of the signal. */
const LOOK_BACK_MS = 5 * MS_PER_MINUTE;

/**
 * Anomaly scores. `scores`: z and CUSUM of each reading. `margin`: one number a series, how far its worst score lately lies beyond its bound, for
 * alert rules (> 0 = an anomaly). `points`: readings that are anomalies, for the fan chart. `marks`: the same as annotations.
 */
export async function queryAnomaly(stores: QueryStores, query: AnomalyQuery, context: QueryContext): Promise<Frame[]> {
  const signals = await signalContext(stores, query);
  const { view } = query;
  switch (view) {
    case 'scores': {
      const scored = await readScores(stores, signals, context, ['z', 'cusum']);
      return answer(
        scored.flatMap((one) => (['z', 'cusum'] as const).map((field) => scoreFrame(one, field, signals))),
        SERIES,
        noneYet(scored),
      );
    }
    case 'margin': {
      const { nowMs } = context;
      const longest = Math.max(0, ...signals.signals.map(({ intervalMs }) => 2 * intervalMs));
      const lately = { ...context, fromMs: nowMs - Math.max(LOOK_BACK_MS, longest), toMs: nowMs + 1 };
      const scored = await readScores(stores, signals, lately, ['z', 'cusum', 'expected']);
      return answer(
        scored.flatMap((one) => marginFrame(one, signals, nowMs)),
        NUMBERS,
        noneYet(scored),
      );
    }
    case 'points':
    case 'marks': {
      const scored = await readScores(stores, signals, context, ['z', 'cusum', 'expected']);
      const values = await readValues(stores, scored, context);
      const anomalies = scored.flatMap((one) => anomaliesOf(one, values, signals));
      return view === 'points' ? answer(pointFrames(anomalies), SERIES) : [marksOf(anomalies)];
    }
    default:
      return view satisfies never;
  }
}

const noneYet = (scored: readonly Scored[]): FrameNotice[] =>
  scored.length === 0
    ? [info('No reading of this time has been scored: a signal is scored once it has learnt from its first readings.')]
    : [];

const TITLES = { z: 'distance from expected, in spreads', cusum: 'CUSUM' } as const;

function scoreFrame({ signal, tags, timeNs, fields }: Scored, of: 'z' | 'cusum', signals: SignalContext): Frame {
  const name = `${signals.nameOf(signal)}: ${TITLES[of]}`;
  return {
    name,
    meta: SERIES,
    fields: [
      timeField(timeNs),
      {
        name: 'value',
        type: 'number',
        values: fields[of] ?? new Float64Array(),
        labels: { ...tags, signal: signalName(signal), score: of },
        config: { displayNameFromDS: name, decimals: 1, interval: signal.intervalMs },
      },
    ],
  };
}

/** The worst score lately: of the look-back, or of the two newest intervals where these are longer. */
function marginFrame({ signal, tags, timeNs, fields }: Scored, signals: SignalContext, nowMs: number): Frame[] {
  const sinceMs = nowMs - Math.max(LOOK_BACK_MS, 2 * signal.intervalMs);
  let worst: { excess: number; row: number } | undefined;
  timeNs.forEach((at, row) => {
    if (msFromNs(at) < sinceMs) return;
    const excess = anomalyExcess(fields.z?.[row] ?? 0, fields.cusum?.[row] ?? 0);
    if (worst === undefined || excess > worst.excess) worst = { excess, row };
  });
  if (worst === undefined) return [];
  const { excess, row } = worst;
  const name = signals.nameOf(signal);
  return [
    numberFrame(
      name,
      excess,
      { ...tags, signal: signalName(signal) },
      { displayNameFromDS: name, decimals: 2 },
      {
        anomaly: {
          timeMs: msFromNs(timeNs[row] as bigint),
          z: fields.z?.[row],
          cusum: fields.cusum?.[row],
          expected: fields.expected?.[row],
        },
      },
    ),
  ];
}

interface Anomaly {
  readonly signal: Signal;
  readonly name: string;
  readonly tags: Scored['tags'];
  readonly timeNs: bigint;
  readonly value: number;
  readonly expected: number;
  readonly z: number;
  readonly cusum: number;
}

function anomaliesOf(scored: Scored, values: ReadonlyMap<string, number>, signals: SignalContext): readonly Anomaly[] {
  const { signal, tags, timeNs, fields } = scored;
  return anomalyRows(scored).flatMap((row) => {
    const at = timeNs[row] as bigint;
    const value = values.get(valueKey(signal.measurement, signal.field, tags, at));
    if (value === undefined) return [];
    const [z, cusum, expected] = [fields.z, fields.cusum, fields.expected].map((numbers) => numbers?.[row] ?? 0) as [
      number,
      number,
      number,
    ];
    return [{ signal, name: signals.nameOf(signal), tags, timeNs: at, value, expected, z, cusum }];
  });
}

/** A frame a series: the value of each anomalous reading, its scores beside it. */
function pointFrames(anomalies: readonly Anomaly[]): Frame[] {
  const groups = new Map<string, Anomaly[]>();
  for (const anomaly of anomalies) {
    const key = JSON.stringify([anomaly.tags, signalName(anomaly.signal)]);
    const group = groups.get(key);
    if (group) group.push(anomaly);
    else groups.set(key, [anomaly]);
  }
  return [...groups.values()].map((group) => {
    const [{ signal, tags, name }] = group as [Anomaly];
    const labels = { ...tags, signal: signalName(signal) };
    const unit = signal.unit === '' ? {} : { unit: signal.unit };
    return {
      name: `${name}: anomalies`,
      meta: { ...SERIES, custom: { anomalies: { asset: signal.asset, signal: signalName(signal) } } },
      fields: [
        timeField(BigInt64Array.from(group, ({ timeNs }) => timeNs)),
        {
          name: 'value',
          type: 'number',
          values: Float64Array.from(group, ({ value }) => value),
          labels,
          config: { displayNameFromDS: `${name}: anomalies`, ...unit },
        },
        ...(['expected', 'z', 'cusum'] as const).map((of) => ({
          name: of,
          type: 'number' as const,
          values: Float64Array.from(group, (anomaly) => anomaly[of]),
          labels: { ...labels, score: of },
          config: of === 'expected' ? unit : { decimals: 1 },
        })),
      ],
    };
  });
}

/** Annotations, which Grafana reads by column name. */
function marksOf(anomalies: readonly Anomaly[]): Frame {
  return {
    name: 'anomalies',
    meta: TABLE,
    fields: [
      timesField(
        'time',
        anomalies.map(({ timeNs }) => msFromNs(timeNs)),
      ),
      textField(
        'title',
        anomalies.map(({ name }) => `${name}: anomaly`),
      ),
      textField(
        'text',
        anomalies.map(
          ({ value, expected, z, cusum }) =>
            `${short(value)} came where ${short(expected)} was expected: ${short(z)} spreads from it, CUSUM ${short(cusum)}.`,
        ),
      ),
      textField(
        'tags',
        anomalies.map(() => 'anomaly'),
      ),
    ],
  };
}

const short = (value: number): string =>
  Number(value.toPrecision(4)).toLocaleString('en', { maximumSignificantDigits: 4 });
