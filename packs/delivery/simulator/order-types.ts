/** What an order of a type is like: minutes, USD, and how often it comes. */
export interface OrderType {
  readonly name: string;
  readonly share: number;
  /** Promised to customers, from registered to released. */
  readonly targetS: number;
  readonly minutesToAssign: readonly [number, number];
  /** Median from assigned to released. */
  readonly minutesToRelease: number;
  readonly baseCost: number;
  /** Price over cost. */
  readonly markup: number;
}

export const ORDER_TYPES: readonly OrderType[] = [
  {
    name: 'express',
    share: 0.35,
    targetS: 3_600,
    minutesToAssign: [2, 8],
    minutesToRelease: 28,
    baseCost: 6,
    markup: 1.42,
  },
  {
    name: 'standard',
    share: 0.5,
    targetS: 10_800,
    minutesToAssign: [8, 30],
    minutesToRelease: 75,
    baseCost: 8,
    markup: 1.25,
  },
  {
    name: 'bulky',
    share: 0.15,
    targetS: 28_800,
    minutesToAssign: [20, 60],
    minutesToRelease: 210,
    baseCost: 26,
    markup: 1.12,
  },
];
