import { pairsOf, type PairSet } from '../pairs.js';
import { rowsOf, vegaFile } from './table.js';

const DAY = 24;
const WINDOW_DAYS = 84;
/** Grid and clip were chosen on the first 112 days: every origin and its outcome lie after them. */
const FIRST_ORIGIN_DAY = 121;

/**
 * Flights departing in each hour from each of the busiest US airports, January to June 2001 (three million flights). An hour without a
 * flight is 0.
 */
export async function flightPairs(quick: boolean): Promise<PairSet> {
  const airports = await hourlyDepartures(quick ? 30 : 120);
  const cut = {
    windowSteps: WINDOW_DAYS * DAY,
    horizonSteps: DAY,
    firstOrigin: FIRST_ORIGIN_DAY * DAY,
    stride: 3 * DAY,
  };
  // Quarters by traffic: one airport has too few origins to tell a worse forecast from bad luck.
  const pairs = [...airports].flatMap(([airport, values], rank) => {
    const group = `flights, traffic quarter ${Math.floor((rank * 4) / airports.size) + 1}`;
    return pairsOf({ series: airport, group: () => group }, values, cut);
  });
  return { name: 'flights', seasonSteps: DAY, horizonSteps: DAY, pairs };
}

async function hourlyDepartures(count: number): Promise<ReadonlyMap<string, Float64Array>> {
  const rows = await rowsOf(`
    with departures as (
      select origin, (epoch(date) // 3600)::integer as hour
      from ${vegaFile('flights-3m.parquet')} where date < timestamp '2001-07-01'
    ), busiest as (
      select origin from departures group by origin order by count(*) desc, origin limit ${count}
    ), first as (select min(hour) as hour from departures)
    select origin, (d.hour - f.hour)::integer as hour, count(*)::integer as flights
    from departures d cross join first f where origin in (from busiest) group by all`);
  const airports = new Map<string, Float64Array>();
  for (const row of rows) {
    const airport = String(row['origin']);
    const values = airports.get(airport) ?? new Float64Array(181 * DAY);
    values[Number(row['hour'])] = Number(row['flights']);
    airports.set(airport, values);
  }
  const total = (values: Float64Array): number => values.reduce((sum, flights) => sum + flights, 0);
  return new Map([...airports].sort(([, a], [, b]) => total(b) - total(a)));
}
