import { describe, expect, it } from 'vitest';
import { eventsOf } from './events-of.js';
import { lateTrucks, lateTrucksOn } from './faults.js';
import { ORDER_TYPES } from './order-types.js';
import { simulateDay, type SimulatedOrder } from './simulate-day.js';

const FIRST_DAY = 20_454;
const DAYS = Array.from({ length: 110 }, (_, at) => FIRST_DAY + at);
const targetMs = (order: SimulatedOrder): number =>
  1_000 * (ORDER_TYPES.find(({ name }) => name === order.type)?.targetS ?? 0);
const shareInTime = (days: readonly number[]): number => {
  const released = days.flatMap(simulateDay).filter(({ releasedMs }) => releasedMs !== undefined);
  const inTime = released.filter((order) => (order.releasedMs ?? 0) - order.registeredMs <= targetMs(order));
  return inTime.length / released.length;
};

describe('simulated orders', () => {
  it('are the same for a day however often it is asked for, and no two have one number', () => {
    expect(simulateDay(FIRST_DAY)).toEqual(simulateDay(FIRST_DAY));
    const ids = DAYS.flatMap(simulateDay).map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.length / DAYS.length).toBeGreaterThan(120);
  });

  it('go from registered over estimated and assigned to released', () => {
    for (const order of simulateDay(FIRST_DAY)) {
      const times = [order.registeredMs, order.estimatedMs, order.assignedMs, order.releasedMs].filter(
        (ms) => ms !== undefined,
      );
      expect(times).toEqual(times.toSorted((a, b) => a - b));
      expect(eventsOf(order)).toHaveLength(times.length);
    }
  });

  it('are released in time by 93 of 100 at least on every healthy day, and by fewer than 85 when trucks are late', () => {
    const [late, healthy] = [DAYS.filter((day) => lateTrucksOn(day)), DAYS.filter((day) => !lateTrucksOn(day))];
    expect(late).toHaveLength(10);
    for (const day of healthy) expect(shareInTime([day]), `day ${day}`).toBeGreaterThan(0.93);
    for (const day of late) expect(shareInTime([day]), `day ${day}`).toBeLessThan(0.85);
  });

  it('have their faults at times that are known', () => {
    const days = (from: number, to: number) => lateTrucks(from * 86_400_000, to * 86_400_000).length;
    expect(days(FIRST_DAY, FIRST_DAY + 110)).toBe(10);
  });
});
