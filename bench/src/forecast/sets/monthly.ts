import type { SeriesSet } from '../pairs.js';
import { columnOf, rowsOf, vegaFile } from './table.js';

const YEAR = 12;

/** US employment by industry, seasonally adjusted, monthly 2006 to 2015: 23 series that trend, with the recession of 2009 in each. */
export async function employment(): Promise<SeriesSet> {
  const rows = await rowsOf(`select * from read_csv(${vegaFile('us-employment.csv')}) order by month`);
  const names = Object.keys(rows[0] ?? {}).filter((name) => name !== 'month' && name !== 'nonfarm_change');
  return {
    name: 'employment',
    seasonSteps: YEAR,
    horizonSteps: YEAR,
    windowSteps: 7 * YEAR,
    series: names.map((name) => ({ name, values: columnOf(rows, name), group: () => 'employment' })),
    heldOutFrom: 8 * YEAR,
    stride: 1,
    seen: 'origins of 2013',
  };
}

/** CO₂ over Mauna Loa, monthly means from 1958, windows of 13 years. A missing month is the mean of its neighbours, for the peers need it. */
export async function co2(): Promise<SeriesSet> {
  const rows = await rowsOf(`
    with months as (
      select unnest(generate_series(date '1958-03-01', date '2020-04-01', interval 1 month))::date as month
    ), joined as (
      select month, "CO2" as co2 from months left join read_csv(${vegaFile('co2-concentration.csv')}) on month = "Date"
    )
    select coalesce(co2, (lag(co2 ignore nulls) over (order by month) + lead(co2 ignore nulls) over (order by month)) / 2) as co2
    from joined order by month`);
  return {
    name: 'co2',
    seasonSteps: YEAR,
    horizonSteps: YEAR,
    windowSteps: 13 * YEAR,
    series: [{ name: 'CO2', values: columnOf(rows, 'co2'), group: () => 'co2' }],
    heldOutFrom: 37 * YEAR,
    stride: 1,
    seen: 'origins before March 1995',
  };
}
