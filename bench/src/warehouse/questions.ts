/** The example questions, of all time and of the last 24 hours before the end of the flights. */
export const QUESTIONS: readonly { readonly name: string; readonly sql: string }[] = [
  {
    name: 'courier_efficiency',
    sql: `select performer_id, sum(execution_s) / nullif(sum(completed), 0) as mean_s from mart.monthly_couriers_mv group by performer_id order by 2`,
  },
  {
    name: 'popular_routes',
    sql: `select source_address_id, target_address_id, sum(orders) as orders from mart.monthly_routes_mv group by 1, 2 order by 3 desc limit 10`,
  },
  {
    name: 'hourly_statistics',
    sql: `select hour, sum(deliveries), sum(cost_total), sum(completed) from dds.hourly_deliveries_mv
      where hour >= timestamptz '2001-06-30T00:00:00Z' - interval '24 hours' and hour < '2001-06-30T00:00:00Z' group by 1 order by 1`,
  },
  {
    name: 'courier_efficiency_of_a_day',
    sql: `select performer_id, avg(released_at - assigned_at) from dds.fact_deliveries
      where assigned_at >= '2001-06-14T00:00:00Z' and assigned_at < '2001-06-15T00:00:00Z' group by 1 order by 2`,
  },
  {
    name: 'popular_routes_of_a_day',
    sql: `select source_address_id, target_address_id, count(*) from dds.fact_orders
      where registered_at >= '2001-06-14T00:00:00Z' and registered_at < '2001-06-15T00:00:00Z' group by 1, 2 order by 3 desc limit 10`,
  },
];
