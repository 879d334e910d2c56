import type {
  AnomalyFrameMeta,
  BreachFrameMeta,
  ForecastFrameMeta,
  LimitFrameMeta,
  TitlesFrameMeta,
} from '@wellhead/contracts';
import { anomaliesIn, type AnomalyPoint } from './anomaly-points.js';
import type { BandLevel } from './types.js';

/** Frames → what the fan chart draws. Pure: no Grafana, no DOM, no clock. Times in ms, values in the unit of the signal. */

/** The part of a Grafana data frame that the chart reads. */
export interface ChartFrame {
  readonly name?: string | undefined;
  readonly meta?: { readonly custom?: Readonly<Record<string, unknown>> | undefined } | undefined;
  readonly fields: readonly ChartField[];
}
export interface ChartField {
  readonly name: string;
  readonly type: string;
  readonly labels?: Readonly<Record<string, string>> | undefined;
  readonly values: ArrayLike<unknown>;
}

export interface SignalChoice {
  readonly key: string;
  readonly asset: string;
  readonly signal: string;
  /** What people call them; undefined: the frames do not say. */
  readonly titles: TitlesFrameMeta | undefined;
}

export interface HistoryPoint {
  readonly timeMs: number;
  /** null: a gap. */
  readonly value: number | null;
}

export interface ForecastPoint {
  readonly timeMs: number;
  readonly median: number | null;
  readonly bands: readonly BandPoint[];
}
export interface BandPoint {
  readonly level: BandLevel;
  readonly lower: number;
  readonly upper: number;
}

/** One forecast as it was issued. */
export interface Vintage {
  readonly issuedAtMs: number;
  readonly cutoffMs: number | undefined;
  readonly model: string | undefined;
  readonly calibrated: boolean;
  readonly stale: boolean;
  readonly origins: number | undefined;
  readonly points: readonly ForecastPoint[];
  /** Predicted crossings of limits. */
  readonly breaches: readonly BreachFrameMeta[];
}

export interface SignalPicture extends SignalChoice {
  readonly history: readonly HistoryPoint[];
  /** Oldest first. */
  readonly vintages: readonly Vintage[];
  readonly limits: readonly LimitFrameMeta[];
  readonly anomalies: readonly AnomalyPoint[];
  /** The frame that names unit and decimals: history's if there is one. */
  readonly valueFieldAt: { readonly frame: number; readonly field: number };
}

export type Picture =
  | { readonly kind: 'signals'; readonly signals: readonly SignalPicture[] }
  | { readonly kind: 'no-time' }
  | { readonly kind: 'no-number' }
  | { readonly kind: 'empty' };

const BANDS: readonly { level: BandLevel; lower: number; upper: number }[] = [
  { level: 0.95, lower: 0.025, upper: 0.975 },
  { level: 0.8, lower: 0.1, upper: 0.9 },
  { level: 0.5, lower: 0.25, upper: 0.75 },
];

/** `0.5`, `p50`, `q0.5` and `p2.5` are all quantiles; anything else is none. */
export function quantileOf(label: string | undefined): number | undefined {
  const match = /^([pq]?)(\d*\.?\d+)$/i.exec(label ?? '');
  if (!match) return undefined;
  const number = Number(match[2]);
  const quantile = match[1]?.toLowerCase() === 'p' || number >= 1 ? number / 100 : number;
  return quantile > 0 && quantile < 1 ? quantile : undefined;
}

/** Reads every frame; one picture a (asset, signal), in the order they come. */
export function pictureOf(frames: readonly ChartFrame[]): Picture {
  const drafts = new Map<string, Draft>();
  let sawTime = false;
  let sawNumber = false;
  frames.forEach((frame, frameIndex) => {
    const time = frame.fields.find((field) => field.type === 'time');
    const numbers = frame.fields.flatMap((field, index) => (field.type === 'number' ? [{ field, index }] : []));
    sawTime ||= time !== undefined;
    sawNumber ||= numbers.length > 0;
    const unusual = frame.meta?.custom?.anomalies as AnomalyFrameMeta | undefined;
    if (time && unusual) {
      const draft = draftOf(drafts, unusual.asset, unusual.signal, { frame: frameIndex, field: 0 });
      draft.anomalies.push(...anomaliesIn(frame, time));
    } else if (time) {
      for (const { field, index } of numbers)
        addField(drafts, { frame, time, field, at: { frame: frameIndex, field: index } });
    }
  });
  const signals = [...drafts.values()]
    .map(finish)
    .filter((each) => each.history.length > 0 || each.vintages.length > 0);
  if (signals.length > 0) return { kind: 'signals', signals };
  if (frames.length === 0 || (sawTime && sawNumber)) return { kind: 'empty' };
  return { kind: sawTime ? 'no-number' : 'no-time' };
}

interface Draft extends SignalChoice {
  history: Map<number, number | null>;
  vintages: Map<number, DraftVintage>;
  limits: Map<string, LimitFrameMeta>;
  anomalies: AnomalyPoint[];
  titles: TitlesFrameMeta | undefined;
  valueFieldAt: { frame: number; field: number };
}

interface DraftVintage {
  meta: Partial<ForecastFrameMeta>;
  breaches: readonly BreachFrameMeta[];
  steps: Map<number, Map<number, number>>;
}

interface ValueField {
  readonly frame: ChartFrame;
  readonly time: ChartField;
  readonly field: ChartField;
  readonly at: Draft['valueFieldAt'];
}

function addField(drafts: Map<string, Draft>, { frame, time, field, at }: ValueField): void {
  const labels = field.labels ?? {};
  const forecast = frame.meta?.custom?.forecast as Partial<ForecastFrameMeta> | undefined;
  const asset = labels.asset ?? forecast?.asset ?? '';
  const signal = labels.signal ?? forecast?.signal ?? frame.name ?? field.name;
  const draft = draftOf(drafts, asset, signal, at);
  draft.titles ??= frame.meta?.custom?.titles as TitlesFrameMeta | undefined;
  for (const limit of (frame.meta?.custom?.limits ?? []) as readonly LimitFrameMeta[]) {
    draft.limits.set(limit.kind, limit);
  }
  const quantile = quantileOf(labels.quantile);
  if (quantile === undefined) {
    if (draft.history.size === 0) draft.valueFieldAt = at;
    eachPoint(time, field, (timeMs, value) => draft.history.set(timeMs, value));
    return;
  }
  const issuedAtMs = forecast?.issuedAtMs ?? instantOf(labels.issued_at) ?? 0;
  const breaches = (frame.meta?.custom?.breaches ?? []) as readonly BreachFrameMeta[];
  const vintage: DraftVintage = draft.vintages.get(issuedAtMs) ?? { meta: forecast ?? {}, breaches, steps: new Map() };
  draft.vintages.set(issuedAtMs, vintage);
  eachPoint(time, field, (timeMs, value) => {
    if (value === null) return;
    const step = vintage.steps.get(timeMs) ?? new Map<number, number>();
    vintage.steps.set(timeMs, step.set(quantile, value));
  });
}

function draftOf(
  drafts: Map<string, Draft>,
  asset: string,
  signal: string,
  valueFieldAt: Draft['valueFieldAt'],
): Draft {
  const key = `${asset} ${signal}`;
  const draft: Draft = drafts.get(key) ?? {
    key,
    asset,
    signal,
    history: new Map(),
    vintages: new Map(),
    limits: new Map(),
    anomalies: [],
    titles: undefined,
    valueFieldAt,
  };
  drafts.set(key, draft);
  return draft;
}

function eachPoint(time: ChartField, field: ChartField, visit: (timeMs: number, value: number | null) => void): void {
  for (let row = 0; row < time.values.length; row++) {
    const timeMs = time.values[row];
    if (typeof timeMs !== 'number') continue;
    const value = field.values[row];
    visit(timeMs, typeof value === 'number' && Number.isFinite(value) ? value : null);
  }
}

/** A label holds milliseconds or an ISO time. */
function instantOf(label: string | undefined): number | undefined {
  if (label === undefined || label === '') return undefined;
  const timeMs = /^\d+$/.test(label) ? Number(label) : Date.parse(label);
  return Number.isFinite(timeMs) ? timeMs : undefined;
}

const LIMIT_ORDER = ['high-high', 'high', 'low', 'low-low'];

function finish(draft: Draft): SignalPicture {
  const { key, asset, signal, titles, valueFieldAt } = draft;
  return {
    key,
    asset,
    signal,
    titles,
    valueFieldAt,
    history: [...draft.history]
      .map(([timeMs, value]) => ({
        timeMs,
        value,
      }))
      .sort((a, b) => a.timeMs - b.timeMs),
    vintages: [...draft.vintages]
      .map(([issuedAtMs, { meta, breaches, steps }]) => ({
        issuedAtMs,
        cutoffMs: meta.cutoffMs,
        model: meta.model,
        calibrated: meta.calibrated ?? true,
        stale: meta.stale ?? false,
        origins: meta.origins,
        breaches,
        points: [...steps].map(([timeMs, step]) => forecastPoint(timeMs, step)).sort((a, b) => a.timeMs - b.timeMs),
      }))
      .sort((a, b) => a.issuedAtMs - b.issuedAtMs),
    anomalies: [...draft.anomalies].sort((a, b) => a.timeMs - b.timeMs),
    limits: [...draft.limits.values()].sort((a, b) => LIMIT_ORDER.indexOf(a.kind) - LIMIT_ORDER.indexOf(b.kind)),
  };
}

/** Bands widest first, so that drawing in order puts the narrow one on top; a band with one bound missing is left out. */
function forecastPoint(timeMs: number, step: ReadonlyMap<number, number>): ForecastPoint {
  const bands = BANDS.flatMap(({ level, lower, upper }) => {
    const low = step.get(lower);
    const high = step.get(upper);
    return low === undefined || high === undefined ? [] : [{ level, lower: low, upper: high }];
  });
  return { timeMs, median: step.get(0.5) ?? null, bands };
}
