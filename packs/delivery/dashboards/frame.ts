import type { QueryInput, RecordFilter } from '@wellhead/contracts';
import { choice, fixedColor, legendBelow, marks, packLinks, property, reduced } from '../../dashboard-kit/parts.js';
import { query } from '../../dashboard-kit/query.js';
import { common, dashboard, stat, table, text, timeseries } from '../../dashboard-kit/sdk.js';

const TAG = 'delivery';

/** What every dashboard of the pack has. Hours and days are of UTC, so that is the time zone shown. */
export const deliveryDashboard = (uid: string, title: string, description: string): dashboard.DashboardBuilder =>
  new dashboard.DashboardBuilder(title)
    .uid(uid)
    .description(`${description} Simulated.`)
    .tags(['wellhead', TAG])
    .timezone('utc')
    .tooltip(dashboard.DashboardCursorSync.Crosshair)
    .link(packLinks(TAG));

/** The note that says what the data is; never scrolled away from the top row. */
export const simulated = (id: number, position: dashboard.GridPos): text.PanelBuilder =>
  new text.PanelBuilder()
    .id(id)
    .title('Simulated')
    .description('Where the data comes from.')
    .gridPos(position)
    .transparent(true)
    .mode(text.TextMode.Markdown)
    .content('Orders and couriers are drawn from a seed; every eleventh day trucks are late.');

/** `%` stands for all: filters compare with `like`. */
export const typeChoice = (): dashboard.CustomVariableBuilder =>
  choice('type', 'Order type', 'Type of the orders.', [
    { text: 'All', value: '%' },
    ...['express', 'standard', 'bulky'].map((name) => ({ text: name, value: name })),
  ]);
export const ofType: RecordFilter[] = [{ column: 'order_type', op: 'like', value: '$type' }];

/** Marks the hours in which a limit of the pack is predicted to be crossed. */
export const predictedMarks = (): ReturnType<typeof marks> =>
  marks(
    'Target predicted to be missed',
    query('Anno', { queryType: 'breach', view: 'marks', signals: ['delivery.duration', 'delivery.share_in_time'] }),
    { enabled: true, color: 'orange' },
  );

export type Mart = Extract<QueryInput, { queryType: 'mart' }>;
export const mart = (table: string, more: Omit<Mart, 'queryType' | 'table'>): Mart => ({
  queryType: 'mart',
  table,
  ...more,
});

interface Shown {
  readonly unit?: string;
  readonly decimals?: number;
  readonly color?: string;
  /** Said where there is no value. */
  readonly none?: string;
}

/** One figure of the time range. */
export const figure = (
  id: number,
  title: string,
  description: string,
  position: dashboard.GridPos,
  asked: QueryInput,
  { unit = 'locale', decimals = 0, color = 'blue', none = 'none' }: Shown = {},
): stat.PanelBuilder =>
  new stat.PanelBuilder()
    .id(id)
    .title(title)
    .description(description)
    .gridPos(position)
    .withTarget(query('A', asked))
    .unit(unit)
    .decimals(decimals)
    .noValue(none)
    .colorScheme(fixedColor(color))
    .colorMode(common.BigValueColorMode.Value)
    .graphMode(common.BigValueGraphMode.None)
    .justifyMode(common.BigValueJustifyMode.Auto)
    .textMode(common.BigValueTextMode.Value)
    .reduceOptions(reduced('lastNotNull'));

/** Lines or bars over time. */
export const chart = (
  id: number,
  title: string,
  description: string,
  position: dashboard.GridPos,
  asked: readonly QueryInput[],
  { unit = 'locale', none = 'none', name }: Shown & { readonly name?: string } = {},
): timeseries.PanelBuilder => {
  const panel = new timeseries.PanelBuilder()
    .id(id)
    .title(title)
    .description(description)
    .gridPos(position)
    .unit(unit)
    .noValue(none)
    .lineWidth(2)
    .fillOpacity(8)
    .showPoints(common.VisibilityMode.Auto)
    .legend(legendBelow())
    .tooltip(
      new common.VizTooltipOptionsBuilder().mode(common.TooltipDisplayMode.Multi).sort(common.SortOrder.Descending),
    );
  for (const [at, one] of asked.entries()) panel.withTarget(query('ABCDEF'[at] ?? 'A', one));
  return name === undefined ? panel : panel.displayName(name);
};

export const asBars = (panel: timeseries.PanelBuilder): timeseries.PanelBuilder =>
  panel
    .min(0)
    .drawStyle(common.GraphDrawStyle.Bars)
    .lineWidth(0)
    .fillOpacity(80)
    .showPoints(common.VisibilityMode.Never)
    .stacking(new common.StackingConfigBuilder().mode(common.StackingMode.Normal).group('A'))
    .legend(legendBelow(['sum']));

/** A column: its title, its unit where it is a number, its width where the rest shall have more. */
export type Column = readonly [name: string, title: string, unit?: string, decimals?: number, width?: number];

export const rows = (
  id: number,
  title: string,
  description: string,
  position: dashboard.GridPos,
  asked: QueryInput,
  columns: readonly Column[],
): table.PanelBuilder =>
  columns.reduce(
    (panel, [name, shown, unit, decimals, width]) =>
      panel.overrideByName(name, [
        property('displayName', shown),
        ...(unit === undefined ? [] : [property('unit', unit)]),
        ...(decimals === undefined ? [] : [property('decimals', decimals)]),
        ...(width === undefined ? [] : [property('custom.width', width)]),
      ]),
    new table.PanelBuilder()
      .id(id)
      .title(title)
      .description(description)
      .gridPos(position)
      .minWidth(60)
      .noValue('–')
      .withTarget(query('A', asked)),
  );

/** Red above 0, as a text colour. */
export const redAboveZero = [
  property('custom.cellOptions', { type: 'color-text' }),
  property('thresholds', {
    mode: 'absolute',
    steps: [
      { color: 'text', value: null },
      { color: 'red', value: 0 },
    ],
  }),
];
