import { MS_PER_DAY, utcDay } from '@wellhead/contracts';
import { type Random, seededRandom } from '../../demo-kit/random.js';
import { faultOfDay } from './faults.js';

/** One trade as the exchange made it. */
export interface Trade {
  readonly tradeId: number;
  readonly tradedAtMs: number;
  readonly ticker: string;
  readonly trader: string;
  readonly side: 'buy' | 'sell';
  readonly price: number;
  readonly quantity: number;
}

interface Listing {
  readonly ticker: string;
  /** Price on the first day, USD. */
  readonly start: number;
  /** Share of the trades of a day. */
  readonly share: number;
  /** Standard deviation of the logarithm of the price from day to day. */
  readonly volatility: number;
}

export const LISTINGS: readonly Listing[] = [
  { ticker: 'AUR', start: 182, share: 0.28, volatility: 0.012 },
  { ticker: 'BRE', start: 74, share: 0.22, volatility: 0.018 },
  { ticker: 'COP', start: 9.2, share: 0.18, volatility: 0.015 },
  { ticker: 'GAZ', start: 33, share: 0.14, volatility: 0.024 },
  { ticker: 'NIK', start: 17.5, share: 0.1, volatility: 0.02 },
  { ticker: 'WHT', start: 6.1, share: 0.08, volatility: 0.016 },
];

const TRADERS = 24;
/** Prices walk from here: the same day has the same price whenever it is asked for. */
const FIRST_DAY = Date.UTC(2024, 0, 1) / MS_PER_DAY;
/** Activity from Sunday to Saturday. */
const WEEKDAYS = [0.45, 1.05, 1.1, 1.0, 1.05, 1.2, 0.5];

/** An exchange that does not exist, open every day around the clock; the same seed gives the same trades. */
export interface Exchange {
  /** All trades of a day, in the order of their times. */
  tradesOf(day: string): readonly Trade[];
}

export function openExchange({ seed, tradesADay }: { readonly seed: number; readonly tradesADay: number }): Exchange {
  const walks = LISTINGS.map(() => [0]);

  /** Logarithm of the price relative to the first day. */
  function levelOf(listing: number, dayNumber: number): number {
    const walk = walks[listing] ?? [0];
    for (let at = walk.length; at <= dayNumber - FIRST_DAY; at += 1) {
      const { normal } = drawsOf(seed, listing + 1, FIRST_DAY + at);
      const before = walk[at - 1] ?? 0;
      // Pulled back a little, so that no price leaves its order of magnitude over the years.
      walk.push(before * 0.995 + normal() * (LISTINGS[listing]?.volatility ?? 0));
    }
    return walk[Math.max(0, dayNumber - FIRST_DAY)] ?? 0;
  }

  return {
    tradesOf(day) {
      const startMs = Date.parse(`${day}T00:00:00Z`);
      const dayNumber = startMs / MS_PER_DAY;
      const trades: Omit<Trade, 'tradeId'>[] = [];
      for (const [at, { ticker, start, share, volatility }] of LISTINGS.entries()) {
        const draws = drawsOf(seed, 100 + at, dayNumber);
        const count = Math.max(
          1,
          Math.round(tradesADay * share * activityOf(dayNumber) * Math.exp(0.15 * draws.normal())),
        );
        const open = start * Math.exp(levelOf(at, dayNumber - 1));
        const close = start * Math.exp(levelOf(at, dayNumber));
        for (const share of sortedShares(count, draws)) {
          const price = (open + (close - open) * share) * Math.exp(0.2 * volatility * draws.normal());
          trades.push({
            tradedAtMs: startMs + Math.floor(share * MS_PER_DAY),
            ticker,
            trader: traderOf(draws),
            side: draws.between(0, 1) < 0.5 ? 'buy' : 'sell',
            price: Math.max(0.01, Math.round(price * 100) / 100),
            quantity: Math.max(1, Math.round(40 * Math.exp(0.8 * draws.normal()))),
          });
        }
      }
      return trades
        .sort((a, b) => a.tradedAtMs - b.tradedAtMs || a.ticker.localeCompare(b.ticker))
        .map((trade, at) => ({ ...trade, tradeId: dayNumber * 1_000_000_000 + at + 1 }));
    },
  };
}

const drawsOf = (seed: number, stream: number, dayNumber: number): Random =>
  seededRandom(Math.imul(seed, 2_654_435_761) ^ Math.imul(stream, 40_503) ^ Math.imul(dayNumber, 97_561));

/** Week, year and surges. */
function activityOf(dayNumber: number): number {
  const weekday = WEEKDAYS[new Date(dayNumber * MS_PER_DAY).getUTCDay()] ?? 1;
  const year = 1 + 0.12 * Math.sin((2 * Math.PI * dayNumber) / 365.25);
  return weekday * year * (faultOfDay(utcDay(dayNumber * MS_PER_DAY)) === 'surge' ? 4 : 1);
}

/** Moments of the day as shares of it, in order. */
function sortedShares(count: number, draws: Random): number[] {
  return Array.from({ length: count }, () => draws.between(0, 1)).sort((a, b) => a - b);
}

/** A few traders make most of the trades. */
const traderOf = (draws: Random): string =>
  `T-${String(1 + Math.floor(TRADERS * draws.between(0, 1) ** 2.2)).padStart(2, '0')}`;
