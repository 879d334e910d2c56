import type { SeriesSet } from '../pairs.js';
import { columnOf, rowsOf, superstoreFile, vegaFile } from './table.js';

const WEEK = 7;
const WINDOW = 104 * WEEK;
/** After three years of four: both sets begin with a year and end with one. */
const HELD_OUT_FROM = 1_096;

/**
 * Sales a day of the Superstore, 2014 to 2017: each category in each region (sparse: most days hold one order or none), the
 * categories, the regions and the total. A day without an order is 0.
 */
export async function superstore(): Promise<SeriesSet> {
  const rows = await rowsOf(`
    with sales as (
      select "Order Date"::date as day, "Category" as category, "Region" as region, "Sales" as sales
      from read_csv(${superstoreFile()})
    ), days as (
      select unnest(generate_series(min(day), max(day), interval 1 day))::date as day from sales
    ), scopes as (
      select category, region from sales group by cube (category, region)
    )
    select concat_ws(', ', coalesce(s.category, 'all'), coalesce(s.region, 'all')) as scope, d.day,
      coalesce(sum(sales) filter (
        where (s.category is null or s.category = f.category) and (s.region is null or s.region = f.region)), 0) as sales
    from days d cross join scopes s left join sales f on f.day = d.day
    group by s.category, s.region, d.day order by scope, d.day`);
  return {
    name: 'superstore',
    seasonSteps: WEEK,
    horizonSteps: WEEK,
    windowSteps: WINDOW,
    series: [...new Set(rows.map((row) => String(row['scope'])))].map((name) => ({
      name,
      values: columnOf(
        rows.filter((row) => row['scope'] === name),
        'sales',
      ),
      group: () => 'superstore',
    })),
    heldOutFrom: HELD_OUT_FROM,
    stride: 5,
    partOfYear: partOfShopYear,
    seen: 'origins of 2016',
  };
}

const SHOP_STARTS_MS = Date.UTC(2014, 0, 3);

/** The busy season of the shop and the weeks after it, by the middle of the horizon. */
function partOfShopYear(origin: number): string | undefined {
  const month = new Date(SHOP_STARTS_MS + (origin + 3) * 86_400_000).getUTCMonth() + 1;
  if (month >= 11) return 'nov_dec';
  return month <= 2 ? 'jan_feb' : undefined;
}

/** Weather of Seattle a day, 2012 to 2015: rain, highest and lowest temperature, wind. */
export async function weather(): Promise<SeriesSet> {
  const rows = await rowsOf(`select * from read_csv(${vegaFile('seattle-weather.csv')}) order by date`);
  return {
    name: 'weather',
    seasonSteps: WEEK,
    horizonSteps: WEEK,
    windowSteps: WINDOW,
    series: ['precipitation', 'temp_max', 'temp_min', 'wind'].map((name) => ({
      name,
      values: columnOf(rows, name),
      group: () => 'weather',
    })),
    heldOutFrom: HELD_OUT_FROM,
    stride: 1,
    seen: 'origins of 2014',
  };
}
