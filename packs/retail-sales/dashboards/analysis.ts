import { at, finished } from '../../dashboard-kit/dashboard.js';
import { curves } from '../../dashboard-kit/lines.js';
import { linked } from '../../dashboard-kit/links.js';
import { fixedColor, noLegend, USD } from '../../dashboard-kit/looks.js';
import { mart, query } from '../../dashboard-kit/query.js';
import { barchart, common, type dashboard, heatmap, histogram, type timeseries } from '../../dashboard-kit/sdk.js';
import { breachMarks, DATES_SHIFTED_NOTE, retailDashboard, wholeChoice } from './frame.js';

const bars = (
  id: number,
  title: string,
  description: string,
  position: dashboard.GridPos,
  color: string,
): barchart.PanelBuilder =>
  new barchart.PanelBuilder()
    .id(id)
    .title(title)
    .description(description)
    .gridPos(position)
    .unit(USD)
    .colorScheme(fixedColor(color))
    .orientation(common.VizOrientation.Vertical)
    .showValue(common.VisibilityMode.Never)
    .fillOpacity(80)
    .lineWidth(0)
    .barWidth(0.8)
    // The SDK's default of 0 leaves nothing of a label but “…”.
    .xTickLabelMaxLength(20)
    .xTickLabelSpacing(40)
    .legend(noLegend());

const profile = (
  id: number,
  title: string,
  description: string,
  position: dashboard.GridPos,
  column: 'weekday' | 'month_of_year',
): barchart.PanelBuilder =>
  bars(id, title, description, position, 'blue')
    .min(0)
    .withTarget(
      query(
        'A',
        mart('mart.sales_calendar', {
          columns: [column],
          timeColumn: 'day',
          filters: [{ column: 'asset', op: '=', value: '$asset' }],
          groupBy: [column],
          aggregates: [{ column: 'amount', fn: 'mean', as: 'mean sales a day' }],
          orderBy: [{ column }],
        }),
      ),
    )
    .xField(column);

const orderValues = (): histogram.PanelBuilder =>
  new histogram.PanelBuilder()
    .id(4)
    .title('Distribution of order value')
    .description(
      'How many orders have which value, all categories and regions, up to 3,000 USD; the few above are left out.',
    )
    .gridPos(at(0, 10, 12, 9))
    .withTarget(
      query(
        'A',
        mart('mart.sales_orders', {
          columns: ['order_value'],
          timeColumn: 'day',
          filters: [{ column: 'order_value', op: '<=', value: 3_000 }],
          limit: 10_000,
        }),
      ),
    )
    .unit(USD)
    .displayName('order value')
    .bucketSize(100)
    .fillOpacity(80)
    .lineWidth(0)
    .legend(noLegend());

const categoryByMonth = (): heatmap.PanelBuilder =>
  new heatmap.PanelBuilder()
    .id(6)
    .title('Sales by category and month')
    .description(
      'Sales of each category in each month; darker is more. The first and the last month may be incomplete.',
    )
    .gridPos(at(0, 19, 24, 7))
    .withTarget(
      query(
        'A',
        mart('mart.sales_calendar', {
          columns: ['month', 'category'],
          timeColumn: 'month',
          filters: [{ column: 'scope', op: '=', value: 'category' }],
          groupBy: ['month', 'category'],
          aggregates: [{ column: 'amount', fn: 'sum', as: 'sales' }],
          orderBy: [{ column: 'month' }],
          limit: 10_000,
          as: 'series',
        }),
      ),
    )
    .unit(USD)
    .calculate(false)
    .cellGap(2)
    .cellValues(new heatmap.CellValuesBuilder().unit(USD).decimals(0))
    .color(
      new heatmap.HeatmapColorOptionsBuilder()
        .mode(heatmap.HeatmapColorMode.Scheme)
        .scheme('Blues')
        .steps(64)
        .reverse(false)
        .exponent(0.5)
        .fill('dark-orange'),
    )
    .yAxis(new heatmap.YAxisConfigBuilder().axisPlacement(common.AxisPlacement.Left).axisWidth(110))
    .showLegend();

/** One part of the history a panel: together they add up to what was sold. */
const historyPart = (
  id: number,
  title: string,
  description: string,
  position: dashboard.GridPos,
  part: 'trend' | 'season' | 'remainder',
): timeseries.PanelBuilder =>
  linked(
    curves(
      id,
      `${title}: \${asset:text}`,
      `${description} The last year, as the published forecast model sees it.`,
      position,
      { queryType: 'decomposition', assets: ['$asset'], signals: ['sales.amount'], parts: [part] },
      { unit: USD, name: part },
    ),
    { title: 'Forecast', url: '/d/wellhead-retail-forecast?var-asset=$asset' },
  )
    .timeFrom('53w')
    .colorScheme(fixedColor('blue'))
    .legend(noLegend());

/** What sales depend on: weekday, month, discount, category. */
export const analysis = (): dashboard.Dashboard =>
  finished(
    retailDashboard('wellhead-retail-analysis', 'Retail sales: analysis', 'What the sales of a supermarket depend on.')
      .time({ from: 'now-4y', to: 'now' })
      .withVariable(wholeChoice())
      .annotation(breachMarks('$asset', false))
      .withPanel(
        profile(
          1,
          'Weekday profile: ${asset:text}',
          'Mean sales of a day, by weekday; days without an order count as 0.',
          at(0, 0, 11, 10),
          'weekday',
        ),
      )
      .withPanel(
        profile(
          2,
          'Month profile: ${asset:text}',
          'Mean sales of a day, by month of the shifted date; days without an order count as 0.',
          at(11, 0, 13, 10),
          'month_of_year',
        ),
      )
      .withPanel(orderValues())
      .withPanel(
        bars(
          5,
          'Profit by discount',
          'Profit of all order lines sold at each discount; below 0 the discount cost more than it earned.',
          at(12, 10, 12, 9),
          'green',
        )
          .withTarget(
            query(
              'A',
              mart('mart.sales_lines', {
                columns: ['discount_label'],
                timeColumn: 'day',
                groupBy: ['discount_label'],
                aggregates: [{ column: 'profit', fn: 'sum', as: 'profit' }],
                orderBy: [{ column: 'discount_label' }],
              }),
            ),
          )
          .xField('discount_label'),
      )
      .withPanel(categoryByMonth())
      .withPanel(historyPart(7, 'Trend', 'Level of a day without its weekday.', at(0, 26, 8, 8), 'trend'))
      .withPanel(historyPart(8, 'Season', 'What the weekday adds or takes.', at(8, 26, 8, 8), 'season'))
      .withPanel(
        historyPart(9, 'Remainder', 'What neither trend nor weekday explains.', at(16, 26, 8, 8), 'remainder'),
      ),
    undefined,
    DATES_SHIFTED_NOTE,
  );
