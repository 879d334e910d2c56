import { openPackDatabase, type PackDatabase } from './pack-database.js';

export const MINUTE = 60_000;
export const FIRST = Date.parse('2026-03-01T08:10:00Z');
export const iso = (minutes: number): string => new Date(FIRST + minutes * MINUTE).toISOString();

export const order = (id: number, atMinutes: number, more: object = {}) => ({
  id,
  source_address_id: 10 + (id % 2),
  target_address_id: 20,
  registered_at: iso(atMinutes),
  order_type: 'express',
  price: 12,
  ...more,
});
/** Taken by a courier 10 minutes after its order, released `minutes` later. */
export const delivery = (id: number, atMinutes: number, minutes: number, more: object = {}) => ({
  pipeline_id: id,
  cost: 8,
  performer_id: 1 + (id % 2),
  estimated_at: iso(atMinutes + 5),
  assigned_at: iso(atMinutes + 10),
  released_at: iso(atMinutes + 10 + minutes),
  ...more,
});
export const event = (id: string, type: string, atMinutes: number, pipeline: unknown) => ({
  event_id: id,
  event_type: type,
  event_data: { pipeline_id: pipeline },
  event_timestamp: iso(atMinutes),
});

/** Steps of the flow that make facts and views, in their order: a run may be cut off after any of them. */
export const WHOLE_FLOW = [
  'changed hours',
  'whole months',
  'months in place',
  'facts',
  'whole views',
  'views in place',
  'hourly views',
];

export interface DeliveryWarehouse {
  readonly database: PackDatabase;
  rows(sql: string): Promise<readonly Record<string, unknown>[]>;
  /** What the flow makes of ods: facts and views, whole months or hours. */
  makeViews(): Promise<void>;
  /** Puts four orders, three deliveries and three events of one morning into ods, as they were at first. */
  fill(): Promise<void>;
}

/** A database with the pack delivery, filled, its facts and views made. */
export async function openDeliveryWarehouse(): Promise<DeliveryWarehouse> {
  const database = await openPackDatabase('delivery');
  const makeViews = (): Promise<void> => database.sqlSteps('delivery-facts', WHOLE_FLOW);
  const fill = async (): Promise<void> => {
    await database.save('delivery_orders', [order(1, 0), order(2, 20), order(3, 70), order(4, 300)]);
    await database.save('deliveries', [
      delivery(1, 0, 30),
      delivery(2, 20, 55),
      delivery(3, 70, 20, { released_at: null }),
    ]);
    await database.save('delivery_events', [
      event('a', 'registered', 0, 1),
      event('b', 'registered', 20, 2),
      event('c', 'released', 40, 'no number'),
    ]);
  };
  await fill();
  await makeViews();
  return {
    database,
    rows: async (sql) => (await database.pool.query<Record<string, unknown>>(sql)).rows,
    makeViews,
    fill,
  };
}
