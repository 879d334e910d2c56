import type { RecordFilter } from '@wellhead/contracts';
import { COUNT, recordTable, RED_BELOW_ZERO } from '../../dashboard-kit/columns.js';
import { at, finished } from '../../dashboard-kit/dashboard.js';
import { figure } from '../../dashboard-kit/figure.js';
import { bars } from '../../dashboard-kit/lines.js';
import { linked } from '../../dashboard-kit/links.js';
import { everyRow, GROUPED, USD } from '../../dashboard-kit/looks.js';
import { mart, query } from '../../dashboard-kit/query.js';
import { rowBars } from '../../dashboard-kit/row-bars.js';
import {
  type bargauge,
  common,
  type dashboard,
  piechart,
  type stat,
  type table,
  type timeseries,
} from '../../dashboard-kit/sdk.js';
import { assetBoard } from '../../dashboard-kit/wellhead-panels.js';
import {
  breachMarks,
  CATEGORY_OF_LINE,
  CATEGORY_OF_ROW,
  categoryChoice,
  datesShifted,
  REGION_OF_ROW,
  regionChoice,
  retailDashboard,
  subCategoryChoice,
} from './frame.js';

const chosen: RecordFilter[] = [
  { column: 'category', op: 'like', value: '$category' },
  { column: 'sub_category', op: 'like', value: '$sub_category' },
  { column: 'region', op: 'like', value: '$region' },
];
const DOLLARS = { unit: USD, decimals: 1 };
const WHOLE = { unit: GROUPED, decimals: 0 };

/** One figure of all order lines of the time range. */
const ofLines = (
  id: number,
  title: string,
  description: string,
  position: dashboard.GridPos,
  aggregate: { readonly column: string; readonly fn: 'sum' | 'distinct' },
  shown: Parameters<typeof figure>[5],
): stat.PanelBuilder =>
  figure(
    id,
    title,
    description,
    position,
    mart('mart.sales_lines', { timeColumn: 'day', filters: chosen, aggregates: [{ ...aggregate, as: title }] }),
    shown,
  );

const dailySales = (): timeseries.PanelBuilder =>
  linked(
    bars(
      6,
      'Daily sales by category',
      'Sales of each day, one bar a day, stacked by category. A day without a bar is one without an order.',
      at(0, 4, 14, 12),
      mart('mart.sales_lines', {
        columns: ['day', 'category'],
        timeColumn: 'day',
        filters: chosen,
        groupBy: ['day', 'category'],
        aggregates: [{ column: 'sales', fn: 'sum', as: 'sales' }],
        orderBy: [{ column: 'day' }, { column: 'category' }],
        limit: 10_000,
        as: 'series',
      }),
      { unit: USD },
    ),
    CATEGORY_OF_LINE,
  );

const byCategory = (): piechart.PanelBuilder =>
  linked(new piechart.PanelBuilder(), CATEGORY_OF_ROW)
    .id(7)
    .title('Sales by category')
    .description('Share of each category in the sales of the time range.')
    .gridPos(at(14, 4, 10, 6))
    .withTarget(
      query(
        'A',
        mart('mart.sales_lines', {
          columns: ['category'],
          timeColumn: 'day',
          filters: chosen,
          groupBy: ['category'],
          aggregates: [{ column: 'sales', fn: 'sum', as: 'sales' }],
          orderBy: [{ column: 'category' }],
        }),
      ),
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
  linked(
    rowBars(
      8,
      'Sales by region',
      'Sales of each region in the time range.',
      at(14, 10, 10, 6),
      mart('mart.sales_lines', {
        columns: ['region'],
        timeColumn: 'day',
        filters: chosen,
        groupBy: ['region'],
        aggregates: [{ column: 'sales', fn: 'sum', as: 'sales' }],
        orderBy: [{ column: 'region' }],
      }),
      { unit: USD, name: 'region', most: 10 },
    ).decimals(1),
    REGION_OF_ROW,
  );

const topProducts = (): table.PanelBuilder =>
  recordTable(
    9,
    'Top ten products',
    'The products that sold most in the time range, with their profit; a red figure is a loss.',
    at(0, 16, 24, 12),
    mart('mart.sales_lines', {
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
    [
      ['product_name', 'Product', { width: 450 }],
      ['category', 'Category', { links: [CATEGORY_OF_ROW] }],
      ['sub_category', 'Sub-category'],
      ['pieces', 'Pieces'],
      ['sales', 'Sales, USD', COUNT],
      ['profit', 'Profit, USD', { ...COUNT, ...RED_BELOW_ZERO }],
    ],
  );

const board = (): dashboard.PanelBuilder =>
  assetBoard(
    10,
    'Parts by urgency',
    'Every part of the sales, the most urgent first: limit breached, breach predicted within seven days, silent, normal. A tile opens the forecast of its part. Category, sub-category and region do not narrow it.',
    at(0, 28, 24, 11),
    {
      signals: ['sales.amount'],
      link: { title: 'Forecast', url: '/d/wellhead-retail-forecast?var-asset=${__field.labels.asset}' },
    },
  ).unit(USD);

/** Sales at a glance: what came in, from which category and region, with which products. */
export const overview = (): dashboard.Dashboard =>
  finished(
    retailDashboard('wellhead-retail-overview', 'Retail sales: overview', 'Sales, profit and orders of a supermarket.')
      .time({ from: 'now-90d', to: 'now' })
      .withVariable(categoryChoice())
      .withVariable(subCategoryChoice())
      .withVariable(regionChoice())
      .annotation(breachMarks('superstore'))
      .withPanel(
        ofLines(
          1,
          'Sales',
          'Sales in the time range.',
          at(0, 0, 5, 4),
          { column: 'sales', fn: 'sum' },
          { ...DOLLARS, color: 'blue' },
        ),
      )
      .withPanel(
        ofLines(
          2,
          'Profit',
          'Profit in the time range.',
          at(5, 0, 5, 4),
          { column: 'profit', fn: 'sum' },
          { ...DOLLARS, color: 'green' },
        ),
      )
      .withPanel(
        ofLines(
          3,
          'Orders',
          'Orders with a line in the chosen category, sub-category and region.',
          at(10, 0, 4, 4),
          { column: 'order_id', fn: 'distinct' },
          { ...WHOLE, color: 'purple' },
        ),
      )
      .withPanel(
        ofLines(
          4,
          'Pieces',
          'Pieces sold.',
          at(14, 0, 4, 4),
          { column: 'quantity', fn: 'sum' },
          { ...WHOLE, color: 'orange' },
        ),
      )
      .withPanel(datesShifted(5, at(18, 0, 6, 4)))
      .withPanel(dailySales())
      .withPanel(byCategory())
      .withPanel(byRegion())
      .withPanel(topProducts())
      .withPanel(board()),
  );
