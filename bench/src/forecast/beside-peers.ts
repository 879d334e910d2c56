import { maseOf, medianOf } from './accuracy.js';
import type { OurForecast } from './ours.js';
import { AUTO_ARIMA, ETS, runPeer, STATSMODELS, type Peer } from './peers/peer.js';
import type { PairSet } from './pairs.js';

/** One peer on one set, and ours on the same pairs. */
export interface BesidePeer {
  readonly peer: string;
  readonly pairs: number;
  readonly mase: number;
  readonly ourMase: number;
  readonly cpuMsASeries: number;
  readonly wallMsASeries: number;
}

export interface PeersOfSet {
  readonly ran: readonly BesidePeer[];
  /** Peers that could not run, or were not asked, with the reason. */
  readonly missing: readonly string[];
}

/** How many pairs each peer gets: enough to compare errors by where it takes a second, a few where it takes a minute. */
const PAIRS: readonly { readonly peer: Peer; readonly quick: number; readonly full: (set: string) => number }[] = [
  { peer: ETS, quick: 12, full: (set) => (set === 'flights' || set === 'births' ? 40 : 80) },
  { peer: AUTO_ARIMA, quick: 0, full: (set) => ARIMA_PAIRS[set] ?? 0 },
  { peer: STATSMODELS, quick: 12, full: () => 40 },
];
/** 25 to 60 s a series of two years of days, minutes a series of 84 days of hours (left out), a few seconds a monthly one. */
const ARIMA_PAIRS: Readonly<Record<string, number>> = { employment: 20, co2: 12, superstore: 4, weather: 4 };

/** Runs every peer on a part of the pairs. */
export async function besidePeers(set: PairSet, ours: readonly OurForecast[], quick: boolean): Promise<PeersOfSet> {
  const medians = new Map(ours.map((forecast) => [forecast.pair, medianOf(forecast)]));
  const ran: BesidePeer[] = [];
  const missing: string[] = [];
  for (const { peer, ...counts } of PAIRS) {
    const count = quick ? counts.quick : counts.full(set.name);
    if (count === 0) {
      if (!quick) missing.push(`${peer.from}, on ${set.name}: takes minutes a series`);
      continue;
    }
    const outcome = await runPeer(peer, set, count);
    if (outcome.kind === 'missing') {
      missing.push(`${peer.from}, on ${set.name}: ${outcome.reason}`);
      continue;
    }
    const { pairs, means, cpuMsASeries, wallMsASeries } = outcome;
    ran.push({
      peer: peer.name,
      pairs: pairs.length,
      mase: maseOf(pairs, means, set.seasonSteps),
      ourMase: maseOf(
        pairs,
        pairs.map((pair) => medians.get(pair) ?? []),
        set.seasonSteps,
      ),
      cpuMsASeries,
      wallMsASeries,
    });
  }
  return { ran, missing };
}
