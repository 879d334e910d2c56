import {
  at,
  choice,
  finished,
  fixedColor,
  GROUPED,
  legendBelow,
  packLinks,
  property,
  reduced,
  USD,
} from '../../dashboard-kit/parts.js';
import { query } from '../../dashboard-kit/query.js';
import { common, dashboard, stat, table, text, timeseries } from '../../dashboard-kit/sdk.js';
import { LISTINGS } from '../simulator/exchange.js';
import { byDayAndTicker, TOP_TRADERS, TURNOVER_TODAY } from './questions.js';

const TAG = 'market-data';
const SIGNAL = 'market.turnover';

const figure = (
  id: number,
  title: string,
  description: string,
  x: number,
  w: number,
  target: Parameters<typeof query>[1],
  unit: string,
): stat.PanelBuilder =>
  new stat.PanelBuilder()
    .id(id)
    .title(title)
    .description(description)
    .gridPos(at(x, 0, w, 4))
    .withTarget(query('A', target))
    .unit(unit)
    .colorScheme(fixedColor('blue'))
    .colorMode(common.BigValueColorMode.Value)
    .graphMode(common.BigValueGraphMode.None)
    .justifyMode(common.BigValueJustifyMode.Auto)
    .textMode(common.BigValueTextMode.Value)
    .reduceOptions(reduced('lastNotNull'));

const turnoverToday = (): stat.PanelBuilder =>
  figure(
    1,
    'Turnover today',
    'Sum of the amounts of the trades of today (UTC) so far, whatever the time range.',
    0,
    6,
    TURNOVER_TODAY,
    USD,
  ).decimals(1);

const tradesToday = (): stat.PanelBuilder =>
  figure(
    2,
    'Trades today',
    'Number of trades of today (UTC) so far, whatever the time range.',
    6,
    4,
    { ...TURNOVER_TODAY, aggregates: [{ column: 'trades', fn: 'sum', as: 'Trades today' }] },
    GROUPED,
  );

const turnoverOfRange = (): stat.PanelBuilder =>
  figure(
    3,
    'Turnover of the time range',
    'Sum of the amounts of all days in the time range.',
    10,
    6,
    {
      queryType: 'mart',
      table: 'mart.daily_prices',
      timeColumn: 'day',
      filters: [{ column: 'ticker', op: 'like', value: '$ticker' }],
      aggregates: [{ column: 'turnover', fn: 'sum', as: 'Turnover' }],
    },
    USD,
  ).decimals(1);

const simulated = (): text.PanelBuilder =>
  new text.PanelBuilder()
    .id(4)
    .title('Simulated')
    .description('What this data is.')
    .gridPos(at(16, 0, 8, 4))
    .transparent(true)
    .mode(text.TextMode.Markdown)
    .content(
      'Trades of an exchange that does not exist. Days are UTC; the file of a day comes after it, today comes from an API.',
    );

const multi = (): common.VizTooltipOptionsBuilder =>
  new common.VizTooltipOptionsBuilder().mode(common.TooltipDisplayMode.Multi).sort(common.SortOrder.Descending);

const meanPrices = (): timeseries.PanelBuilder =>
  new timeseries.PanelBuilder()
    .id(5)
    .title('Mean price by ticker and day')
    .description(
      'Mean price of the trades of each day, each trade counted once; logarithmic, so that all tickers are seen.',
    )
    .gridPos(at(0, 4, 15, 10))
    .withTarget(query('A', byDayAndTicker('mean')))
    .unit(USD)
    .lineWidth(2)
    .scaleDistribution(new common.ScaleDistributionConfigBuilder().type(common.ScaleDistribution.Log).log(10))
    .legend(legendBelow(['lastNotNull']))
    .tooltip(multi());

const topTraders = (): table.PanelBuilder =>
  new table.PanelBuilder()
    .id(6)
    .title('Top 5 traders')
    .description('The traders with the largest turnover in the time range.')
    .gridPos(at(15, 4, 9, 10))
    .minWidth(60)
    .withTarget(query('A', TOP_TRADERS))
    .overrideByName('trader', [property('displayName', 'Trader')])
    .overrideByName('turnover', [
      property('displayName', 'Turnover, USD'),
      property('unit', GROUPED),
      property('decimals', 0),
    ])
    .overrideByName('trades', [property('displayName', 'Trades'), property('unit', GROUPED)]);

const dailyTurnover = (): timeseries.PanelBuilder =>
  new timeseries.PanelBuilder()
    .id(7)
    .title('Daily turnover by ticker')
    .description('Sum of the amounts of each day, stacked by ticker. A day without a bar has no file.')
    .gridPos(at(0, 14, 24, 9))
    .withTarget(query('A', byDayAndTicker('turnover')))
    .unit(USD)
    .min(0)
    .drawStyle(common.GraphDrawStyle.Bars)
    .lineWidth(0)
    .fillOpacity(80)
    .stacking(new common.StackingConfigBuilder().mode(common.StackingMode.Normal).group('A'))
    .legend(legendBelow(['sum']))
    .tooltip(multi());

const forecast = (): dashboard.PanelBuilder =>
  new dashboard.PanelBuilder()
    .type('wellhead-fanchart-panel')
    .id(8)
    .title('Daily turnover and its forecast: ${asset:text}')
    .description(
      'Turnover of each whole day, the median forecast of the next seven days and its 50, 80 and 95 % intervals. The slider shows what was believed on an earlier day.',
    )
    .gridPos(at(0, 23, 24, 11))
    .withTarget(query('A', { queryType: 'telemetry', assets: ['$asset'], signals: [SIGNAL], aggregate: 'raw' }))
    .withTarget(query('B', { queryType: 'forecast', assets: ['$asset'], signals: [SIGNAL], vintages: 60 }))
    .withTarget(query('C', { queryType: 'anomaly', assets: ['$asset'], signals: [SIGNAL], view: 'points' }))
    .unit(USD)
    .options({
      bands: [0.5, 0.8, 0.95],
      bandOpacity: 60,
      showLimits: true,
      showThresholds: false,
      showLegend: true,
      showVintageSlider: true,
      includeZero: true,
    });

const files = (): table.PanelBuilder =>
  new table.PanelBuilder()
    .id(9)
    .title('Files of the days')
    .description('Raw files that came, the newest first: when, how large, and how many of their rows were refused.')
    .gridPos(at(0, 34, 12, 9))
    .minWidth(60)
    .withTarget(
      query('A', {
        queryType: 'mart',
        table: 'mart.trade_files',
        columns: ['day', 'flow', 'bytes', 'rejected_rows', 'extracted_at'],
        timeColumn: 'day',
        orderBy: [{ column: 'day', direction: 'desc' }],
        limit: 100,
      }),
    )
    .overrideByName('day', [
      property('displayName', 'Day'),
      property('unit', 'time:YYYY-MM-DD'),
      property('custom.width', 110),
    ])
    .overrideByName('flow', [property('displayName', 'Flow')])
    .overrideByName('bytes', [property('displayName', 'Size'), property('unit', 'decbytes')])
    .overrideByName('rejected_rows', [property('displayName', 'Refused')])
    .overrideByName('extracted_at', [property('displayName', 'Came at'), property('unit', 'time:MM-DD HH:mm')]);

const refused = (): table.PanelBuilder =>
  new table.PanelBuilder()
    .id(10)
    .title('Refused rows, by reason')
    .description('Rows of the files of the time range that are not in the warehouse, and why.')
    .gridPos(at(12, 34, 12, 9))
    .minWidth(60)
    .withTarget(
      query('A', {
        queryType: 'mart',
        table: 'mart.rejected_trades',
        columns: ['reason'],
        timeColumn: 'day',
        groupBy: ['reason'],
        aggregates: [{ column: 'reason', fn: 'count', as: 'rows' }],
        orderBy: [{ column: 'rows', direction: 'desc' }],
        limit: 50,
      }),
    )
    .overrideByName('reason', [property('displayName', 'Reason'), property('custom.width', 440)])
    .overrideByName('rows', [property('displayName', 'Rows')]);

const tickers = LISTINGS.map(({ ticker }) => ticker);

/** Turnover, prices and traders of the exchange, what the next week may bring, and whether the files came. */
export const trades = (): dashboard.Dashboard =>
  finished(
    new dashboard.DashboardBuilder('Market data: trades')
      .uid('wellhead-market-trades')
      .description('Turnover, prices and traders of an exchange, and the forecast of the turnover. Simulated.')
      .tags(['wellhead', TAG])
      .timezone('utc')
      .refresh('5m')
      .tooltip(dashboard.DashboardCursorSync.Crosshair)
      .link(packLinks(TAG))
      .time({ from: 'now-60d', to: 'now+8d' })
      .withVariable(
        choice('ticker', 'Ticker', 'Ticker of the trades.', [
          { text: 'All', value: '%' },
          ...tickers.map((name) => ({ text: name, value: name })),
        ]),
      )
      .withVariable(
        choice('asset', 'Forecast of', 'What the turnover is forecast of.', [
          { text: 'All tickers', value: 'exchange' },
          ...tickers.map((name) => ({ text: name, value: `ticker-${name.toLowerCase()}` })),
        ]),
      )
      .withPanel(turnoverToday())
      .withPanel(tradesToday())
      .withPanel(turnoverOfRange())
      .withPanel(simulated())
      .withPanel(meanPrices())
      .withPanel(topTraders())
      .withPanel(dailyTurnover())
      .withPanel(forecast())
      .withPanel(files())
      .withPanel(refused()),
  );
