import type { SeriesSet } from '../pairs.js';
import { rowsOf, vegaFile } from './table.js';

const DAY = 24;
const DAYS = 181;

/**
 * Flights departing in each hour from each of the busiest US airports, January to June 2001 (three million flights). An hour without a
 * flight is 0.
 */
export async function flights(airportCount: number): Promise<SeriesSet> {
  const airports = await hourlyDepartures(airportCount);
  return {
    name: 'flights',
    seasonSteps: DAY,
    horizonSteps: DAY,
    windowSteps: 84 * DAY,
    // Quarters by traffic: one airport has too few origins to tell a worse forecast from bad luck.
    series: [...airports].map(([name, values], rank) => {
      const group = `flights, traffic quarter ${Math.floor((rank * 4) / airports.size) + 1}`;
      return { name, values, group: () => group };
    }),
    heldOutFrom: 121 * DAY,
    // Five is no divisor of seven: every weekday is an origin.
    stride: 5 * DAY,
    seen: 'grid and clip of Holt-Winters, and later choices: days before the 121st of all airports',
  };
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
    const values = airports.get(airport) ?? new Float64Array(DAYS * DAY);
    values[Number(row['hour'])] = Number(row['flights']);
    airports.set(airport, values);
  }
  const total = (values: Float64Array): number => values.reduce((sum, departed) => sum + departed, 0);
  return new Map([...airports].sort(([, a], [, b]) => total(b) - total(a)));
}
