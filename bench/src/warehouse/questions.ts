/** A question, and whether its index alone answers it; else it reads a small mart as a whole. */
export interface Question {
  readonly name: string;
  readonly indexOnly: boolean;
  readonly sql: string;
}

const DAY = `>= timestamptz '2001-01-08T00:00:00Z'`;
const NEXT = `< timestamptz '2001-01-09T00:00:00Z'`;

/** The three example questions of a day, and the first two of all time, which monthly marts answer. */
export const QUESTIONS: readonly Question[] = [
  {
    name: 'courier_efficiency',
    indexOnly: true,
    sql: `select performer_id, avg(released_at - assigned_at) from dds.fact_deliveries
      where assigned_at ${DAY} and assigned_at ${NEXT} group by 1 order by 2`,
  },
  {
    name: 'popular_routes',
    indexOnly: true,
    sql: `select source_address_id, target_address_id, count(*) from dds.fact_orders
      where registered_at ${DAY} and registered_at ${NEXT} group by 1, 2 order by 3 desc limit 10`,
  },
  {
    name: 'hourly_statistics',
    indexOnly: true,
    sql: `select hour, sum(deliveries), sum(cost_total), sum(completed) from dds.hourly_deliveries_mv
      where hour ${DAY} and hour ${NEXT} group by 1 order by 1`,
  },
  {
    name: 'courier_efficiency_of_all_time',
    indexOnly: false,
    sql: `select performer_id, sum(execution_s) / nullif(sum(completed), 0) from mart.monthly_couriers_mv group by 1 order by 2`,
  },
  {
    name: 'popular_routes_of_all_time',
    indexOnly: false,
    sql: `select source_address_id, target_address_id, sum(orders) from mart.monthly_routes_mv group by 1, 2 order by 3 desc limit 10`,
  },
];
