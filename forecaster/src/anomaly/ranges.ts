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

/** After the newest reading of whoever is furthest behind and still sends. */
export function newestRange(group: SignalGroup, channels: Iterable<Channel>, nowMs: number): Range {
  const { measurement, field, signals } = group;
  let fromNs = nsFromMs(nowMs - LIVE_INTERVALS * Math.min(...signals.map(({ intervalMs }) => intervalMs)));
  const mine = belongsTo(group);
  for (const channel of channels) {
    if (!mine(channel)) continue;
    const after = newestNs(channel) + 1n;
    if (after >= nsFromMs(nowMs - LIVE_INTERVALS * channel.signal.intervalMs) && after < fromNs) fromNs = after;
  }
  return { measurement, field, assets: [...group.assets], fromNs };
}

/**
 * From the oldest checkpoint of each channel on; for signals without a channel as far back as one begins. Signals that reach back about as far, in
 * their intervals, share a query: one that was away for a week does not make the others' week be read.
 */
export function pastRanges(
  group: SignalGroup,
  channels: readonly Channel[],
  nowMs: number,
  beginningSteps: (signal: Signal) => number,
): readonly Range[] {
  const { measurement, field, signals } = group;
  const oldest = new Map<string, bigint>();
  for (const channel of channels.filter(belongsTo(group))) {
    const { asset } = channel.signal;
    const fromNs = (channel.checkpoints[0] as Checkpoint).timeNs + 1n;
    const known = oldest.get(asset);
    if (known === undefined || fromNs < known) oldest.set(asset, fromNs);
  }
  const shared = new Map<string, { readonly assets: string[]; fromNs: bigint }>();
  for (const signal of signals) {
    const began = oldest.get(signal.asset);
    const fromNs = began ?? nsFromMs(nowMs - beginningSteps(signal) * signal.intervalMs);
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
