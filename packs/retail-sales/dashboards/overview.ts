import type { RecordFilter } from '@wellhead/contracts';
import {
  GROUPED,
  everyRow,
  finished,
  fixedColor,
  legendBelow,
  noLegend,
  property,
  reduced,
  USD,
} from '../../dashboard-kit/parts.js';
import { query } from '../../dashboard-kit/query.js';
import { bargauge, common, dashboard, piechart, stat, table, timeseries } from '../../dashboard-kit/sdk.js';
import { at, breachMarks, categoryChoice, datesShifted, regionChoice, retailDashboard } from './frame.js';

const chosen: RecordFilter[] = [
  { column: 'category', op: 'like', value: '$category' },
  { column: 'region', op: 'like', value: '$region' },
];

const figure = (
  id: number,
  title: string,
  description: string,
  position: dashboard.GridPos,
  aggregate: { column: string; fn: 'sum' | 'distinct' },
  unit: string,
  color: string,
): stat.PanelBuilder =>
  new stat.PanelBuilder()
    .id(id)
    .title(title)
    .description(description)
    .gridPos(position)
    .withTarget(
      query('A', {
        queryType: 'mart',
        table: 'mart.sales_lines',
        timeColumn: 'day',
        filters: chosen,
        aggregates: [{ ...aggregate, as: title }],
      }),
    )
    .unit(unit)
    .decimals(unit === USD ? 1 : 0)
    .colorScheme(fixedColor(color))
    .colorMode(common.BigValueColorMode.Value)
    .graphMode(common.BigValueGraphMode.None)
    .justifyMode(common.BigValueJustifyMode.Auto)
    .textMode(common.BigValueTextMode.Value)
    .reduceOptions(reduced('lastNotNull'));

const dailySales = (): timeseries.PanelBuilder =>
  new timeseries.PanelBuilder()
    .id(6)
    .title('Daily sales by category')
    .description('Sales of each day, one bar a day, stacked by category. A day without an order is 0.')
    .gridPos(at(0, 4, 14, 12))
    .withTarget(
      query('A', {
        queryType: 'mart',
        table: 'mart.sales_daily',
        columns: ['day', 'category'],
        timeColumn: 'day',
        filters: [{ column: 'scope', op: '=', value: 'category-region' }, ...chosen],
        groupBy: ['day', 'category'],
        aggregates: [{ column: 'amount', fn: 'sum', as: 'sales' }],
        orderBy: [{ column: 'day' }],
        limit: 10_000,
        as: 'series',
      }),
    )
    .unit(USD)
    .min(0)
    .drawStyle(common.GraphDrawStyle.Bars)
    .lineWidth(0)
    .fillOpacity(80)
    .stacking(new common.StackingConfigBuilder().mode(common.StackingMode.Normal).group('A'))
    .legend(legendBelow(['sum']))
    .tooltip(
      new common.VizTooltipOptionsBuilder().mode(common.TooltipDisplayMode.Multi).sort(common.SortOrder.Descending),
    );

const byCategory = (): piechart.PanelBuilder =>
  new piechart.PanelBuilder()
    .id(7)
    .title('Sales by category')
    .description('Share of each category in the sales of the time range.')
    .gridPos(at(14, 4, 10, 6))
    .withTarget(
      query('A', {
        queryType: 'mart',
        table: 'mart.sales_lines',
        columns: ['category'],
        timeColumn: 'day',
        filters: chosen,
        groupBy: ['category'],
        aggregates: [{ column: 'sales', fn: 'sum', as: 'sales' }],
        orderBy: [{ column: 'category' }],
      }),
    )
    .unit(USD)
    .decimals(1)
    .pieType(piechart.PieChartType.Donut)
    .reduceOptions(everyRow(10))
    .legend(
      new piechart.PieChartLegendOptionsBuilder()
        .showLegend(true)
        .displayMode(common.LegendDisplayMode.Table)
        .placement(common.LegendPlacement.Right)
        .values([piechart.PieChartLegendValues.Value, piechart.PieChartLegendValues.Percent]),
    );

const byRegion = (): bargauge.PanelBuilder =>
  new bargauge.PanelBuilder()
    .id(8)
    .title('Sales by region')
    .description('Sales of each region in the time range.')
    .gridPos(at(14, 10, 10, 6))
    .withTarget(
      query('A', {
        queryType: 'mart',
        table: 'mart.sales_lines',
        columns: ['region'],
        timeColumn: 'day',
        filters: chosen,
        groupBy: ['region'],
        aggregates: [{ column: 'sales', fn: 'sum', as: 'sales' }],
        orderBy: [{ column: 'region' }],
      }),
    )
    .unit(USD)
    .decimals(1)
    .min(0)
    .colorScheme(fixedColor('blue'))
    .displayMode(common.BarGaugeDisplayMode.Basic)
    .orientation(common.VizOrientation.Horizontal)
    .valueMode(common.BarGaugeValueMode.Text)
    .showUnfilled(true)
    // Named by the region even when only one is chosen.
    .displayName('${__data.fields.region}')
    .sizing(common.BarGaugeSizing.Manual)
    .maxVizHeight(60)
    .legend(noLegend())
    .reduceOptions(everyRow(10));

const topProducts = (): table.PanelBuilder =>
  new table.PanelBuilder()
    .id(9)
    .title('Top ten products')
    .description('The products that sold most in the time range, with their profit; a red figure is a loss.')
    .gridPos(at(0, 16, 24, 12))
    .withTarget(
      query('A', {
        queryType: 'mart',
        table: 'mart.sales_lines',
        columns: ['product_name', 'category', 'sub_category'],
        timeColumn: 'day',
        filters: chosen,
        groupBy: ['product_name', 'category', 'sub_category'],
        aggregates: [
          { column: 'quantity', fn: 'sum', as: 'pieces' },
          { column: 'sales', fn: 'sum', as: 'sales' },
          { column: 'profit', fn: 'sum', as: 'profit' },
        ],
        orderBy: [{ column: 'sales', direction: 'desc' }],
        limit: 10,
      }),
    )
    .overrideByName('product_name', [property('displayName', 'Product'), property('custom.width', 420)])
    .overrideByName('category', [property('displayName', 'Category')])
    .overrideByName('sub_category', [property('displayName', 'Sub-category')])
    .overrideByName('pieces', [property('displayName', 'Pieces')])
    .overrideByName('sales', [
      property('displayName', 'Sales, USD'),
      property('unit', GROUPED),
      property('decimals', 0),
    ])
    .overrideByName('profit', [
      property('displayName', 'Profit, USD'),
      property('unit', GROUPED),
      property('decimals', 0),
      property('custom.cellOptions', { type: 'color-text' }),
      property('thresholds', {
        mode: 'absolute',
        steps: [
          { color: 'red', value: null },
          { color: 'text', value: 0 },
        ],
      }),
    ]);

const board = (): dashboard.PanelBuilder =>
  new dashboard.PanelBuilder()
    .type('wellhead-assetboard-panel')
    .id(10)
    .title('Parts by urgency')
    .description(
      'Every part of the sales, the most urgent first: limit breached, breach predicted within seven days, silent, normal. A tile opens the forecast of its part. Category and region do not narrow it.',
    )
    .gridPos(at(0, 28, 24, 11))
    .withTarget(query('A', { queryType: 'telemetry', signals: ['sales.amount'], aggregate: 'raw' }))
    .withTarget(query('B', { queryType: 'breach', signals: ['sales.amount'], view: 'list' }))
    .unit(USD)
    .overrideByRegexp('/.*/', [
      property('links', [{ title: 'Forecast', url: '/d/wellhead-retail-forecast?var-asset=${__field.labels.asset}' }]),
    ]);

/** Sales at a glance: what came in, from which category and region, with which products. */
export const overview = (): dashboard.Dashboard =>
  finished(
    retailDashboard('wellhead-retail-overview', 'Retail sales: overview', 'Sales, profit and orders of a supermarket.')
      .time({ from: 'now-90d', to: 'now' })
      .withVariable(categoryChoice())
      .withVariable(regionChoice())
      .annotation(breachMarks('superstore'))
      .withPanel(
        figure(1, 'Sales', 'Sales in the time range.', at(0, 0, 5, 4), { column: 'sales', fn: 'sum' }, USD, 'blue'),
      )
      .withPanel(
        figure(2, 'Profit', 'Profit in the time range.', at(5, 0, 5, 4), { column: 'profit', fn: 'sum' }, USD, 'green'),
      )
      .withPanel(
        figure(
          3,
          'Orders',
          'Orders with a line in the chosen category and region.',
          at(10, 0, 4, 4),
          { column: 'order_id', fn: 'distinct' },
          'locale',
          'purple',
        ),
      )
      .withPanel(
        figure(4, 'Pieces', 'Pieces sold.', at(14, 0, 4, 4), { column: 'quantity', fn: 'sum' }, 'locale', 'orange'),
      )
      .withPanel(datesShifted(5, at(18, 0, 6, 4)))
      .withPanel(dailySales())
      .withPanel(byCategory())
      .withPanel(byRegion())
      .withPanel(topProducts())
      .withPanel(board()),
  );
