import { type Random, seededRandom } from '../../demo-kit/random.js';
import { lateTrucksOn } from './faults.js';
import { ORDER_TYPES, type OrderType } from './order-types.js';

const MS_PER_DAY = 86_400_000;
const MS_PER_HOUR = 3_600_000;
const MS_PER_MINUTE = 60_000;

/** An order and all that becomes of it. A time that lies ahead of the clock has not happened yet; an absent one never does. */
export interface SimulatedOrder {
  readonly id: number;
  readonly type: OrderType['name'];
  readonly sourceAddress: number;
  readonly targetAddress: number;
  readonly price: number;
  readonly cost: number;
  readonly performer: number;
  readonly registeredMs: number;
  readonly estimatedMs: number;
  readonly assignedMs: number | undefined;
  readonly releasedMs: number | undefined;
}

export const PERFORMERS = 24;
/** The first eight couriers drive trucks. */
const TRUCKS = 8;
const SENDERS = 40;
const RECEIVERS = 160;
/** Orders of a mean day, by hour of the day and weekday (0 = Thursday, as 1970 began). */
const BY_HOUR = [
  3.2, 3, 3, 3, 3, 3.4, 4.5, 6.5, 9.5, 11, 11.5, 12, 12.5, 11.5, 10.5, 10, 10.5, 12, 13, 11.5, 8.5, 6, 4.5, 3.6,
];
const BY_WEEKDAY = [1.05, 1.15, 0.9, 0.8, 1, 1, 1.05];
/** Of a hundred orders so many are given up before a courier takes them. */
const GIVEN_UP_SHARE = 0.02;

/** Knuth 1969: counts how many uniform draws multiply to e^-mean. */
function poisson(random: Random, mean: number): number {
  const bound = Math.exp(-mean);
  let count = 0;
  for (let product = random.between(0, 1); product > bound; product *= random.between(0, 1)) count += 1;
  return count;
}

/** Few addresses send much and many little: the draw is squared. */
const addressOf = (random: Random, count: number): number => 1 + Math.floor(count * random.between(0, 1) ** 2);

const typeOf = (random: Random): OrderType => {
  let left = random.between(0, 1);
  return ORDER_TYPES.find(({ share }) => (left -= share) < 0) ?? (ORDER_TYPES[0] as OrderType);
};

const cents = (amount: number): number => Math.round(amount * 100) / 100;

/**
 * The orders that are registered on a day (days since 1970-01-01, UTC), in the order of their times. The same day is the same on every machine
 * and needs no other day; what becomes of an order may lie on the next one.
 */
export function simulateDay(day: number): readonly SimulatedOrder[] {
  const random = seededRandom(day * 7_919 + 11);
  const orders: SimulatedOrder[] = [];
  const weekday = BY_WEEKDAY[day % 7] ?? 1;
  const jam = lateTrucksOn(day);
  for (const [hour, rate] of BY_HOUR.entries()) {
    const count = poisson(random, rate * weekday);
    const times = Array.from(
      { length: count },
      () => day * MS_PER_DAY + hour * MS_PER_HOUR + Math.floor(random.between(0, MS_PER_HOUR)),
    );
    for (const registeredMs of times.sort((a, b) => a - b))
      orders.push(simulateOrder(random, day * 10_000 + orders.length, registeredMs, jam));
  }
  return orders;
}

function simulateOrder(
  random: Random,
  id: number,
  registeredMs: number,
  jam: { readonly fromMs: number; readonly toMs: number } | undefined,
): SimulatedOrder {
  const type = typeOf(random);
  const sourceAddress = addressOf(random, SENDERS);
  // Each sender has receivers of its own that it sends to most.
  const targetAddress = 1_000 + ((sourceAddress * 7 + addressOf(random, RECEIVERS)) % RECEIVERS);
  const byTruck = type.name !== 'express' && random.between(0, 1) < 0.75;
  const performer = byTruck
    ? 1 + Math.floor(random.between(0, TRUCKS))
    : TRUCKS + 1 + Math.floor(random.between(0, PERFORMERS - TRUCKS));
  const estimatedMs = registeredMs + Math.floor(random.between(0.5, 2) * MS_PER_MINUTE);
  const assignedMs = estimatedMs + Math.floor(random.between(...type.minutesToAssign) * MS_PER_MINUTE);
  const isGivenUp = random.between(0, 1) < GIVEN_UP_SHARE;
  // Couriers differ by up to a fifth, deliveries by a quarter.
  const skill = 0.9 + (0.2 * ((performer * 37) % 10)) / 10;
  const inJam = byTruck && jam !== undefined && assignedMs >= jam.fromMs && assignedMs < jam.toMs;
  const minutes =
    type.minutesToRelease * skill * Math.exp(0.22 * random.normal()) * (inJam ? random.between(2.5, 3.5) : 1);
  const cost = cents(type.baseCost * Math.exp(0.2 * random.normal()) * (inJam ? 1.3 : 1));
  const price = cents(type.baseCost * type.markup * Math.exp(0.15 * random.normal()));
  return {
    id,
    type: type.name,
    sourceAddress,
    targetAddress,
    price,
    cost,
    performer,
    registeredMs,
    estimatedMs,
    assignedMs: isGivenUp ? undefined : assignedMs,
    releasedMs: isGivenUp ? undefined : assignedMs + Math.floor(minutes * MS_PER_MINUTE),
  };
}
