-- The months that were built take the place of what was there.
select ops.place_months('dds.fact_orders'), ops.place_months('dds.fact_deliveries'), ops.place_months('dds.fact_events');
