import type { LimitFrameMeta, TitlesFrameMeta } from '@wellhead/contracts';

/** Frames → one tile an asset. Pure; knows nothing of Grafana but the shape of a frame. Times in ms. */

export interface BoardField {
  readonly name: string;
  readonly type: string;
  readonly labels?: Readonly<Record<string, string>> | undefined;
  readonly config?: { readonly interval?: number | null | undefined } | undefined;
  readonly values: ArrayLike<unknown>;
}
export interface BoardFrame {
  readonly name?: string | undefined;
  readonly meta?: { readonly custom?: Readonly<Record<string, unknown>> | undefined } | undefined;
  readonly fields: readonly BoardField[];
}

/** The most urgent first. */
export const STATES = ['breached', 'predicted', 'silent', 'normal'] as const;
export type AssetState = (typeof STATES)[number];

export interface Breach {
  readonly atMs: number;
  readonly probability: number | undefined;
  /** Too few past forecasts stand behind the interval of the forecast that predicts it. */
  readonly uncalibrated: boolean;
}

export interface BoardSignal {
  readonly signal: string;
  /** What people call it and its asset; the names themselves where the frame has no titles. */
  readonly titles: TitlesFrameMeta;
  readonly state: AssetState;
  readonly last: number;
  readonly lastMs: number;
  /** A limit that is passed, or will be. */
  readonly limit: LimitFrameMeta['kind'] | undefined;
  /** Distance to the nearest limit over the size of that limit; negative: passed; undefined: no limits. */
  readonly margin: number | undefined;
  readonly breach: Breach | undefined;
  readonly values: readonly number[];
  /** The field that says unit, decimals and links. */
  readonly fieldAt: { readonly frame: number; readonly field: number };
}

export interface Tile {
  readonly asset: string;
  readonly title: string;
  readonly group: AssetGroup | undefined;
  readonly state: AssetState;
  readonly worst: BoardSignal;
  readonly signals: number;
  /** Of the newest reading of any signal. */
  readonly ageMs: number;
}

/** A reading older than so many of its intervals is late. */
const LATE_INTERVALS = 3;

/** Tiles in no particular order. Signals without a reading in the time range are not there; an asset without any has no tile. */
export function tilesOf(frames: readonly BoardFrame[], nowMs: number): readonly Tile[] {
  const breaches = breachesOf(frames);
  const groups = groupsOf(frames);
  const byAsset = new Map<string, BoardSignal[]>();
  frames.forEach((frame, frameAt) => {
    const time = frame.fields.find(({ type }) => type === 'time');
    if (!time) return;
    frame.fields.forEach((field, at) => {
      const { asset, signal, quantile } = field.labels ?? {};
      if (field.type !== 'number' || asset === undefined || quantile !== undefined) return;
      const limits = (frame.meta?.custom?.limits ?? []) as readonly LimitFrameMeta[];
      const name = signal ?? field.name;
      const titles = (frame.meta?.custom?.titles as TitlesFrameMeta | undefined) ?? { asset, signal: name };
      const state = signalOf(time, field, {
        limits,
        signal: name,
        titles,
        breach: breaches.get(`${asset} ${name}`),
        nowMs,
      });
      if (state === undefined) return;
      const known = byAsset.get(asset) ?? [];
      known.push({ ...state, fieldAt: { frame: frameAt, field: at } });
      byAsset.set(asset, known);
    });
  });
  return [...byAsset].map(([asset, signals]) => {
    const worst = signals.reduce((a, b) => (moreUrgent(a, b) <= 0 ? a : b));
    return {
      asset,
      title: worst.titles.asset,
      group: groups.get(asset),
      state: worst.state,
      worst,
      signals: signals.length,
      ageMs: Math.max(0, nowMs - Math.max(...signals.map(({ lastMs }) => lastMs))),
    };
  });
}

function signalOf(
  time: BoardField,
  field: BoardField,
  input: {
    readonly limits: readonly LimitFrameMeta[];
    readonly signal: string;
    readonly titles: TitlesFrameMeta;
    readonly breach: (Breach & { readonly limit: LimitFrameMeta['kind'] }) | undefined;
    readonly nowMs: number;
  },
): Omit<BoardSignal, 'fieldAt'> | undefined {
  const values: number[] = [];
  let lastMs = Number.NEGATIVE_INFINITY;
  let last = Number.NaN;
  for (let row = 0; row < time.values.length; row++) {
    const value = field.values[row];
    const timeMs = time.values[row];
    if (typeof value !== 'number' || !Number.isFinite(value) || typeof timeMs !== 'number') continue;
    values.push(value);
    if (timeMs >= lastMs) [lastMs, last] = [timeMs, value];
  }
  if (values.length === 0) return undefined;
  const { signal, titles, nowMs, limits } = input;
  const nearest = nearestLimit(last, limits);
  const interval = field.config?.interval;
  const late = typeof interval === 'number' && interval > 0 && nowMs - lastMs > LATE_INTERVALS * interval;
  const breach = input.breach !== undefined && input.breach.atMs > nowMs ? input.breach : undefined;
  const breached = nearest !== undefined && nearest.margin < 0;
  return {
    signal,
    titles,
    state: breached ? 'breached' : breach ? 'predicted' : late ? 'silent' : 'normal',
    last,
    lastMs,
    limit: breached ? nearest.kind : breach?.limit,
    margin: nearest?.margin,
    breach,
    values,
  };
}

/** Of the limits of a signal the one that its value is nearest to, or farthest beyond. */
function nearestLimit(
  value: number,
  limits: readonly LimitFrameMeta[],
): { readonly kind: LimitFrameMeta['kind']; readonly margin: number } | undefined {
  return limits
    .map(({ kind, value: limit }) => ({
      kind,
      margin: (kind === 'high' || kind === 'high-high' ? limit - value : value - limit) / (Math.abs(limit) || 1),
    }))
    .sort((a, b) => a.margin - b.margin)[0];
}

/** Predicted breaches by asset and signal, the soonest of each: a table as the query `breach` returns it. What is not expected within the horizon has no time. */
function breachesOf(
  frames: readonly BoardFrame[],
): ReadonlyMap<string, Breach & { readonly limit: LimitFrameMeta['kind'] }> {
  const found = new Map<string, Breach & { readonly limit: LimitFrameMeta['kind'] }>();
  for (const { fields } of frames) {
    const column = (name: string): ArrayLike<unknown> | undefined =>
      fields.find((field) => field.name === name)?.values;
    const [assets, signals, times] = [column('asset'), column('signal'), column('p50')];
    if (!assets || !signals || !times) continue;
    for (let row = 0; row < assets.length; row++) {
      const atMs = times[row];
      if (typeof atMs !== 'number') continue;
      const key = `${String(assets[row])} ${String(signals[row])}`;
      const probability = column('probability')?.[row];
      const limit = String(column('limit')?.[row]) as LimitFrameMeta['kind'];
      if (atMs < (found.get(key)?.atMs ?? Number.POSITIVE_INFINITY))
        found.set(key, {
          atMs,
          limit,
          probability: typeof probability === 'number' ? probability : undefined,
          uncalibrated: column('calibrated')?.[row] === false,
        });
    }
  }
  return found;
}

/** Where an asset belongs: a number becomes “Group 1”. */
interface AssetGroup {
  readonly name: string;
  /** Silhouette of the asset, −1 to 1; undefined where nothing says it. */
  readonly silhouette: number | undefined;
}

/** Group of each asset: a table with the columns `asset`, `group` and, if it is known, `silhouette`. */
function groupsOf(frames: readonly BoardFrame[]): ReadonlyMap<string, AssetGroup> {
  const found = new Map<string, AssetGroup>();
  for (const { fields } of frames) {
    const column = (name: string) => fields.find((field) => field.name === name)?.values;
    const [assets, groups] = [column('asset'), column('group')];
    if (!assets || !groups) continue;
    const silhouettes = column('silhouette');
    for (let row = 0; row < assets.length; row++) {
      const [group, silhouette] = [groups[row], silhouettes?.[row]];
      if (group === null || group === undefined) continue;
      found.set(String(assets[row]), {
        name: typeof group === 'number' ? `Group ${group}` : String(group),
        silhouette: typeof silhouette === 'number' ? silhouette : undefined,
      });
    }
  }
  return found;
}

/** By state; predicted breaches by their time; else by what is left to the nearest limit. Negative: a before b. */
export function moreUrgent(a: BoardSignal, b: BoardSignal): number {
  const byState = STATES.indexOf(a.state) - STATES.indexOf(b.state);
  if (byState !== 0) return byState;
  if (a.breach && b.breach && a.state === 'predicted') return a.breach.atMs - b.breach.atMs;
  if (a.state === 'silent') return a.lastMs - b.lastMs;
  return (a.margin ?? Number.MAX_VALUE) - (b.margin ?? Number.MAX_VALUE);
}
