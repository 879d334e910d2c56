import { COUNT, DAY, RECENT, recordTable } from '../../dashboard-kit/columns.js';
import { backtestTable } from '../../dashboard-kit/scorecards.js';
import { at, dashboardOf, finished } from '../../dashboard-kit/dashboard.js';
import { figure } from '../../dashboard-kit/figure.js';
import { bars, lines } from '../../dashboard-kit/lines.js';
import { linked, type Link } from '../../dashboard-kit/links.js';
import { GROUPED, legendBelow, USD } from '../../dashboard-kit/looks.js';
import { marks, predictedMarks } from '../../dashboard-kit/marks.js';
import { note } from '../../dashboard-kit/note.js';
import { mart } from '../../dashboard-kit/query.js';
import { common, type dashboard, type table, type timeseries } from '../../dashboard-kit/sdk.js';
import { catalogueChoice, columnChoice, wordChoice } from '../../dashboard-kit/variables.js';
import { fanChart } from '../../dashboard-kit/wellhead-panels.js';
import { LISTINGS } from '../simulator/exchange.js';
import { byDayAndTicker, chosenTicker, TOP_TRADERS, TURNOVER_TODAY } from './questions.js';

const tickers = LISTINGS.map(({ ticker }) => ticker);
const WHOLE = { unit: GROUPED, decimals: 0 };
const DOLLARS = { unit: USD, decimals: 1 };
const FORECAST = { assets: ['$asset'], signals: ['$signal'] };
/** Where refused rows are seen one by one, put right and let in again. */
const QUARANTINE: Link = { title: 'Quarantine', url: '/a/wellhead-app/quarantine' };
/** This dashboard of the ticker of a line. */
const OF_TICKER: Link = { title: 'This ticker', url: '/d/wellhead-market-trades?var-ticker=${__field.labels.ticker}' };

const meanPrices = (): timeseries.PanelBuilder =>
  linked(
    lines(
      5,
      'Mean price by ticker and day',
      'Mean price of the trades of each day, each trade counted once; logarithmic, so that all tickers are seen.',
      at(0, 4, 15, 10),
      byDayAndTicker('mean'),
      { unit: USD },
    ),
    OF_TICKER,
  )
    .fillOpacity(0)
    .scaleDistribution(new common.ScaleDistributionConfigBuilder().type(common.ScaleDistribution.Log).log(10))
    .legend(legendBelow(['lastNotNull']));

const topTraders = (): table.PanelBuilder =>
  recordTable(
    6,
    'Top 5 traders',
    'The traders with the largest turnover in the time range.',
    at(15, 4, 9, 10),
    TOP_TRADERS,
    [
      ['trader', 'Trader'],
      ['turnover', 'Turnover, USD', COUNT],
      ['trades', 'Trades', COUNT],
    ],
  );

const files = (): table.PanelBuilder =>
  recordTable(
    9,
    'Files of the days',
    'Raw files that came, the newest first: when, how large, and how many of their rows were refused.',
    at(0, 34, 12, 9),
    mart('mart.trade_files', {
      columns: ['day', 'flow', 'bytes', 'rejected_rows', 'extracted_at'],
      timeColumn: 'day',
      orderBy: [{ column: 'day', direction: 'desc' }],
      limit: 100,
    }),
    [
      ['day', 'Day', DAY],
      ['flow', 'Flow', { minWidth: 110 }],
      ['bytes', 'Size', { unit: 'decbytes', minWidth: 80 }],
      ['rejected_rows', 'Refused', { minWidth: 80, links: [QUARANTINE] }],
      ['extracted_at', 'Came at', RECENT],
    ],
  );

const refused = (): table.PanelBuilder =>
  recordTable(
    10,
    'Refused rows, by reason',
    'Rows of the files of the time range that are not in the warehouse, and why.',
    at(12, 34, 12, 9),
    mart('mart.rejected_trades', {
      columns: ['reason'],
      timeColumn: 'day',
      groupBy: ['reason'],
      aggregates: [{ column: 'reason', fn: 'count', as: 'rows' }],
      orderBy: [{ column: 'rows', direction: 'desc' }],
      limit: 50,
    }),
    [
      ['reason', 'Reason', { width: 440 }],
      ['rows', 'Rows', { links: [QUARANTINE] }],
    ],
  );

/** Marks days whose file did not come, came late, or was put right later. */
const fileMarks = (kind: 'missing' | 'late' | 'corrected', name: string, color: string): ReturnType<typeof marks> =>
  marks(
    name,
    mart('mart.trade_file_marks', {
      columns: ['day', 'text'],
      timeColumn: 'day',
      filters: [{ column: 'kind', op: '=', value: kind }],
      orderBy: [{ column: 'day' }],
    }),
    { color },
  );

/** Days are of UTC, so that is the time zone shown. */
const marketDashboard = dashboardOf({ tag: 'market-data', timezone: 'utc', remark: 'Simulated.' });

/** Turnover, prices and traders of the exchange, what the next week may bring, and whether the files came. */
export const trades = (): dashboard.Dashboard =>
  finished(
    marketDashboard(
      'wellhead-market-trades',
      'Market data: trades',
      'Turnover, prices and traders of an exchange, and the forecast of the turnover.',
    )
      .refresh('5m')
      .time({ from: 'now-60d', to: 'now+8d' })
      .withVariable(wordChoice('ticker', 'Ticker', 'Ticker of the trades.', tickers))
      .withVariable(
        columnChoice('asset', 'Forecast of', 'The ticker; where all are chosen, the exchange or one of them.', {
          table: 'mart.tickers',
          column: 'asset',
          textColumn: 'title',
          filters: [chosenTicker],
        }),
      )
      .withVariable(
        catalogueChoice('signal', 'Signal', 'A signal of what is forecast.', {
          kind: 'signals',
          asset: '$asset',
        }).current({ selected: true, text: 'Daily turnover', value: 'market.turnover' }),
      )
      .withPanel(
        figure(
          1,
          'Turnover today',
          'Sum of the amounts of the trades of today (UTC) so far, whatever the time range.',
          at(0, 0, 6, 4),
          TURNOVER_TODAY,
          DOLLARS,
        ),
      )
      .withPanel(
        figure(
          2,
          'Trades today',
          'Number of trades of today (UTC) so far, whatever the time range.',
          at(6, 0, 4, 4),
          { ...TURNOVER_TODAY, aggregates: [{ column: 'trades', fn: 'sum', as: 'Trades today' }] },
          WHOLE,
        ),
      )
      .withPanel(
        figure(
          3,
          'Turnover of the time range',
          'Sum of the amounts of all days in the time range.',
          at(10, 0, 6, 4),
          mart('mart.daily_prices', {
            timeColumn: 'day',
            filters: [chosenTicker],
            aggregates: [{ column: 'turnover', fn: 'sum', as: 'Turnover' }],
          }),
          DOLLARS,
        ),
      )
      .withPanel(
        note(
          4,
          'Simulated',
          'What this data is.',
          at(16, 0, 8, 4),
          'Trades of an exchange that does not exist. Days are UTC; the file of a day comes after it, today comes from an API.',
        ),
      )
      .annotation(predictedMarks(FORECAST))
      .annotation(fileMarks('missing', 'File missing', 'red'))
      .annotation(fileMarks('late', 'File late', 'yellow'))
      .annotation(fileMarks('corrected', 'File corrected', 'purple'))
      .withPanel(meanPrices())
      .withPanel(topTraders())
      .withPanel(
        linked(
          bars(
            7,
            'Daily turnover by ticker',
            'Sum of the amounts of each day, stacked by ticker. A day without a bar has no file.',
            at(0, 14, 24, 9),
            byDayAndTicker('turnover'),
            { unit: USD },
          ),
          OF_TICKER,
        ),
      )
      .withPanel(
        fanChart(
          8,
          '${signal:text} and its forecast',
          'The signal of each whole day, the median forecast of the next seven days and its 50, 80 and 95 % intervals, with its limits. The slider shows what was believed on an earlier day.',
          at(0, 23, 24, 11),
          { ...FORECAST, vintages: 60 },
        ),
      )
      .withPanel(files())
      .withPanel(refused())
      .withPanel(
        backtestTable(
          11,
          'Back-test of the models',
          'Error and coverage of each model from rolling origins in the history of the signal. MASE below 1 beats repeating last week. Live is the model that dashboards and alerts use.',
          at(0, 43, 24, 8),
          FORECAST,
        ),
      ),
  );
