import { nsFromMs, type Signal } from '@wellhead/contracts';
import type { Channel, Checkpoint } from './channel.js';

/** Assets asked for in one query: keeps the text of a query short. */
const ASSETS_A_QUERY = 200;
/** A signal that was silent for longer does not hold back where the newest readings are looked for. */
const LIVE_INTERVALS = 4;

/** Signals that are read by one query. */
export interface SignalGroup {
  readonly measurement: string;
  readonly field: string;
  readonly signals: readonly Signal[];
  readonly assets: ReadonlySet<string>;
}

/** What one query reads: from this time on. */
export interface Range {
  readonly measurement: string;
  readonly field: string;
  readonly assets: readonly string[];
  readonly fromNs: bigint;
}

export function groupsOf(signals: readonly Signal[]): readonly SignalGroup[] {
  const alike = new Map<string, Signal[]>();
  for (const signal of signals) {
    const key = JSON.stringify([signal.measurement, signal.field]);
    const group = alike.get(key);
    if (group) group.push(signal);
    else alike.set(key, [signal]);
  }
  return [...alike.values()].flatMap((group) =>
    Array.from({ length: Math.ceil(group.length / ASSETS_A_QUERY) }, (_, part) => {
      const signals = group.slice(part * ASSETS_A_QUERY, (part + 1) * ASSETS_A_QUERY);
      const { measurement, field } = signals[0] as Signal;
      return { measurement, field, signals, assets: new Set(signals.map(({ asset }) => asset)) };
    }),
  );
}

const newestNs = ({ timeNs, checkpoints }: Channel): bigint => timeNs.at(-1) ?? (checkpoints[0] as Checkpoint).timeNs;
export const belongsTo =
  ({ measurement, field, assets }: SignalGroup) =>
  ({ series, signal }: Channel): boolean =>
    series.measurement === measurement && series.field === field && assets.has(signal.asset);

/**
 * After the newest reading of each signal that has a channel. One that was silent for a while is looked for in its last intervals, so that it holds back
 * nobody and is yet seen when it sends again.
 */
export function newestRanges(group: SignalGroup, channels: Iterable<Channel>, nowMs: number): readonly Range[] {
  const liveNs = ({ intervalMs }: Signal): bigint => nsFromMs(nowMs - LIVE_INTERVALS * intervalMs);
  const known = fromOfAssets(group, channels, (channel) => {
    const atNs = newestNs(channel);
    return atNs < liveNs(channel.signal) ? undefined : atNs + 1n;
  });
  return sharedRanges(group, nowMs, (signal) =>
    known.has(signal.asset) ? (known.get(signal.asset) ?? liveNs(signal)) : undefined,
  );
}

/** From the oldest checkpoint of each channel on; for signals without a channel as far back as one begins. */
export function pastRanges(
  group: SignalGroup,
  channels: Iterable<Channel>,
  nowMs: number,
  beginningSteps: (signal: Signal) => number,
): readonly Range[] {
  const oldest = fromOfAssets(group, channels, ({ checkpoints }) => (checkpoints[0] as Checkpoint).timeNs + 1n);
  return sharedRanges(
    group,
    nowMs,
    (signal) => oldest.get(signal.asset) ?? nsFromMs(nowMs - beginningSteps(signal) * signal.intervalMs),
  );
}

/** By asset the least time from which one of its channels in the group is read; undefined where none of them says one. */
function fromOfAssets(
  group: SignalGroup,
  channels: Iterable<Channel>,
  fromOf: (channel: Channel) => bigint | undefined,
): ReadonlyMap<string, bigint | undefined> {
  const least = new Map<string, bigint | undefined>();
  const mine = belongsTo(group);
  for (const channel of channels) {
    if (!mine(channel)) continue;
    const { asset } = channel.signal;
    const [known, fromNs] = [least.get(asset), fromOf(channel)];
    if (known === undefined || (fromNs !== undefined && fromNs < known)) least.set(asset, fromNs);
  }
  return least;
}

/**
 * Signals that reach back about as far, in their intervals, share a query: one that was away for a week does not make the others' week be read. Those
 * that are to be read from no time on are left out.
 */
function sharedRanges(
  { measurement, field, signals }: SignalGroup,
  nowMs: number,
  fromOf: (signal: Signal) => bigint | undefined,
): readonly Range[] {
  const shared = new Map<string, { readonly assets: string[]; fromNs: bigint }>();
  for (const signal of signals) {
    const fromNs = fromOf(signal);
    if (fromNs === undefined) continue;
    const intervals = Number(nsFromMs(nowMs) - fromNs) / 1e6 / signal.intervalMs;
    const key = `${signal.intervalMs} ${Math.ceil(Math.log2(Math.max(1, intervals)))}`;
    const range = shared.get(key);
    if (range === undefined) shared.set(key, { assets: [signal.asset], fromNs });
    else {
      range.assets.push(signal.asset);
      if (fromNs < range.fromNs) range.fromNs = fromNs;
    }
  }
  return [...shared.values()].map(({ assets, fromNs }) => ({ measurement, field, assets, fromNs }));
}
