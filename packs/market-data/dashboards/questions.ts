import type { QueryInput, RecordFilter } from '@wellhead/contracts';

/** `%` stands for all: filters compare with `like`. */
export const chosenTicker: RecordFilter = { column: 'ticker', op: 'like', value: '$ticker' };

/** The questions of the users of this pack, as panels ask them. */
export const TURNOVER_TODAY = {
  queryType: 'mart',
  table: 'mart.turnover_today',
  filters: [chosenTicker],
  aggregates: [{ column: 'turnover', fn: 'sum', as: 'Turnover today' }],
} satisfies QueryInput;

export const TOP_TRADERS = {
  queryType: 'mart',
  table: 'mart.trader_turnover',
  columns: ['trader'],
  timeColumn: 'day',
  filters: [chosenTicker],
  groupBy: ['trader'],
  aggregates: [
    { column: 'turnover', fn: 'sum', as: 'turnover' },
    { column: 'trades', fn: 'sum', as: 'trades' },
  ],
  orderBy: [{ column: 'turnover', direction: 'desc' }],
  limit: 5,
} satisfies QueryInput;

/** One figure of each day and ticker, as lines or bars. */
export const byDayAndTicker = (column: 'mean' | 'turnover'): QueryInput => ({
  queryType: 'mart',
  table: 'mart.daily_prices',
  columns: ['day', 'ticker'],
  timeColumn: 'day',
  filters: [chosenTicker],
  groupBy: ['day', 'ticker'],
  aggregates: [{ column, fn: 'sum', as: column }],
  orderBy: [{ column: 'day' }, { column: 'ticker' }],
  limit: 10_000,
  as: 'series',
});
