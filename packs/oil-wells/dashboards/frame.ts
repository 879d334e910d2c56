import { at, marks, packLinks, property } from '../../dashboard-kit/parts.js';
import { query, WELLHEAD } from '../../dashboard-kit/query.js';
import { common, dashboard, table, timeseries, type cog } from '../../dashboard-kit/sdk.js';

export const TAG = 'oil-wells';

/** What every dashboard of the pack has. */
export const wellsDashboard = (uid: string, title: string, description: string): dashboard.DashboardBuilder =>
  new dashboard.DashboardBuilder(title)
    .uid(uid)
    .description(`${description} Simulated: no well is behind these figures.`)
    .tags(['wellhead', TAG])
    .timezone('browser')
    .refresh('1m')
    .tooltip(dashboard.DashboardCursorSync.Crosshair)
    .link(packLinks(TAG));

interface Choice {
  readonly many: boolean;
  readonly current?: { readonly text: string; readonly value: string };
}

const assetChoice = (
  name: string,
  label: string,
  of: { readonly assetKind: string; readonly asset?: string },
  { many, current }: Choice,
): dashboard.QueryVariableBuilder => {
  const builder = new dashboard.QueryVariableBuilder(name)
    .label(label)
    .datasource(WELLHEAD)
    .query({ refId: 'variable', kind: 'assets', ...of })
    .refresh(dashboard.VariableRefresh.OnDashboardLoad)
    .multi(many)
    .includeAll(many);
  if (many) return builder.current({ selected: true, text: ['All'], value: ['$__all'] });
  return current === undefined ? builder : builder.current({ selected: true, ...current });
};

/** Field → pad → well, each offering what lies below the one before. */
export const assetChain = (wells: 'one' | 'many'): readonly dashboard.QueryVariableBuilder[] => {
  const many = wells === 'many';
  return [
    assetChoice(
      'field',
      'Field',
      { assetKind: 'field' },
      { many: false, current: { text: 'Steppe field', value: 'steppe' } },
    ),
    assetChoice(
      'pad',
      'Pad',
      { assetKind: 'pad', asset: '$field' },
      { many, current: { text: 'Pad 3', value: 'steppe-pad-3' } },
    ),
    assetChoice(
      'well',
      'Well',
      { assetKind: 'well', asset: '$pad' },
      { many, current: { text: 'Well 301', value: 'esp-301' } },
    ),
  ];
};

export const withChain = (builder: dashboard.DashboardBuilder, wells: 'one' | 'many'): dashboard.DashboardBuilder =>
  assetChain(wells).reduce((made, variable) => made.withVariable(variable), builder);

/** Marks what happened at the chosen well. */
export const historyMarks = (registers: readonly string[], name: string, color: string): ReturnType<typeof marks> =>
  marks(
    name,
    query('Anno', {
      queryType: 'mart',
      table: 'mart.well_history',
      columns: ['at', 'text'],
      timeColumn: 'at',
      filters: [
        { column: 'well_id', op: '=', value: '$well' },
        { column: 'register', op: 'in', value: [...registers] },
      ],
      orderBy: [{ column: 'at' }],
    }),
    { enabled: true, color },
  );

/** Signals of the chosen wells over time, by their names. */
export const signalChart = (
  id: number,
  title: string,
  description: string,
  position: dashboard.GridPos,
  signals: readonly string[],
  unit: string,
): timeseries.PanelBuilder =>
  new timeseries.PanelBuilder()
    .id(id)
    .title(title)
    .description(`${description} Simulated.`)
    .gridPos(position)
    .withTarget(query('A', { queryType: 'telemetry', assets: ['$well'], signals: [...signals], aggregate: 'mean' }))
    .unit(unit)
    .displayName('${__field.labels.signal}')
    .lineWidth(1)
    .showPoints(common.VisibilityMode.Auto)
    .legend(below())
    .tooltip(together());

export const below = (): common.VizLegendOptionsBuilder =>
  new common.VizLegendOptionsBuilder()
    .showLegend(true)
    .displayMode(common.LegendDisplayMode.List)
    .placement(common.LegendPlacement.Bottom)
    .calcs([]);

export const together = (): common.VizTooltipOptionsBuilder =>
  new common.VizTooltipOptionsBuilder().mode(common.TooltipDisplayMode.Multi).sort(common.SortOrder.None);

type Column = readonly [name: string, title: string, more?: Readonly<Record<string, unknown>>];
export const MOMENT = { unit: 'time:YYYY-MM-DD HH:mm', 'custom.width': 150 } as const;
export const DAY = { unit: 'time:YYYY-MM-DD', 'custom.width': 110 } as const;

/** A table whose columns have these names. */
export const namedTable = (
  id: number,
  title: string,
  description: string,
  position: dashboard.GridPos,
  target: cog.Builder<cog.Dataquery>,
  columns: readonly Column[],
  hidden: readonly string[] = [],
): table.PanelBuilder => {
  const panel = new table.PanelBuilder()
    .id(id)
    .title(title)
    .description(`${description} Simulated.`)
    .gridPos(position)
    .minWidth(60)
    .withTarget(target);
  for (const [name, shown, more = {}] of columns)
    panel.overrideByName(name, [
      property('displayName', shown),
      ...Object.entries(more).map(([key, value]) => property(key, value)),
    ]);
  for (const name of hidden) panel.overrideByName(name, [property('custom.hidden', true)]);
  return panel;
};

export { at };
