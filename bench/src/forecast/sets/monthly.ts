import { pairsOf, type PairSet } from '../pairs.js';
import { columnOf, rowsOf, vegaFile } from './table.js';

const YEAR = 12;

/** US employment by industry, seasonally adjusted, monthly 2006 to 2015: 23 series that trend, with the recession of 2009 in each. */
export async function employmentPairs(quick: boolean): Promise<PairSet> {
  const rows = await rowsOf(`select * from read_csv(${vegaFile('us-employment.csv')}) order by month`);
  const names = Object.keys(rows[0] ?? {}).filter((name) => name !== 'month' && name !== 'nonfarm_change');
  const cut = { windowSteps: 7 * YEAR, horizonSteps: YEAR, firstOrigin: 7 * YEAR, stride: quick ? 24 : 6 };
  return {
    name: 'employment',
    seasonSteps: YEAR,
    horizonSteps: YEAR,
    pairs: names.flatMap((series) => pairsOf({ series, group: () => 'employment' }, columnOf(rows, series), cut)),
  };
}

/** CO₂ over Mauna Loa, monthly means from 1958, windows of 13 years. A missing month is the mean of its neighbours, for the peers need it. */
export async function co2Pairs(quick: boolean): Promise<PairSet> {
  const rows = await rowsOf(`
    with months as (
      select unnest(generate_series(date '1958-03-01', date '2020-04-01', interval 1 month))::date as month
    ), joined as (
      select month, "CO2" as co2 from months left join read_csv(${vegaFile('co2-concentration.csv')}) on month = "Date"
    )
    select coalesce(co2, (lag(co2 ignore nulls) over (order by month) + lead(co2 ignore nulls) over (order by month)) / 2) as co2
    from joined order by month`);
  const cut = { windowSteps: 13 * YEAR, horizonSteps: YEAR, firstOrigin: 13 * YEAR, stride: quick ? 91 : 7 };
  return {
    name: 'co2',
    seasonSteps: YEAR,
    horizonSteps: YEAR,
    pairs: pairsOf({ series: 'CO2', group: () => 'co2' }, columnOf(rows, 'co2'), cut),
  };
}
