import { WELLHEAD } from './query.js';
import { type cog, common, dashboard } from './sdk.js';

/** Where a panel stands: 24 columns; 16 rows are seen without scrolling on a screen of 1366 × 768. */
export const at = (x: number, y: number, w: number, h: number): dashboard.GridPos => ({ x, y, w, h });

/** Dollars with K and M where they are long; for tables figures in full, with thousands apart. */
export const USD = 'currencyUSD';
export const GROUPED = 'locale';

/** A list variable of fixed choices; the first one is chosen. The texts must not hold a comma or a colon. */
export function choice(
  name: string,
  label: string,
  description: string,
  choices: readonly { readonly text: string; readonly value: string }[],
): dashboard.CustomVariableBuilder {
  const options = choices.map(({ text, value }, index) => ({ text, value, selected: index === 0 }));
  const first = options[0];
  if (first === undefined) throw new RangeError(`the variable ${name} has no choices`);
  return new dashboard.CustomVariableBuilder(name)
    .label(label)
    .description(description)
    .values(choices.map(({ text, value }) => (text === value ? text : `${text} : ${value}`)).join(','))
    .options(options)
    .current(first);
}

/** What a query variable asks of our data source: `asset` may be a variable before it, so that choices chain. */
export interface VariableQuery {
  readonly kind: 'assets' | 'signals';
  readonly assetKind?: string;
  readonly asset?: string;
}

/** A list variable whose choices the catalogue gives. */
export const queried = (
  name: string,
  label: string,
  description: string,
  asked: VariableQuery,
): dashboard.QueryVariableBuilder =>
  new dashboard.QueryVariableBuilder(name)
    .label(label)
    .description(description)
    .datasource(WELLHEAD)
    .query({ refId: 'variable', ...asked })
    .refresh(dashboard.VariableRefresh.OnDashboardLoad)
    .sort(dashboard.VariableSort.Disabled);

/** The SDK's default hides links and annotations in a menu of Grafana 12.3 and later; without it they stand beside the variables. */
const inSight = <T extends { placement?: unknown }>(builder: cog.Builder<T>): cog.Builder<T> => ({
  build: () => {
    const built = { ...builder.build() };
    delete built.placement;
    return built;
  },
});

/** Links to the other dashboards of the pack, keeping variables. */
export const packLinks = (pack: string): cog.Builder<dashboard.DashboardLink> =>
  inSight(
    new dashboard.DashboardLinkBuilder('More of this pack')
      .type(dashboard.DashboardLinkType.Dashboards)
      .tags([pack])
      .tooltip('The other dashboards of this pack')
      .icon('external link')
      .asDropdown(false)
      .keepTime(false)
      .includeVars(true)
      .url('')
      .targetBlank(false),
  );

/** Marks on the time axis, on unless switched off. */
export const marks = (
  name: string,
  target: cog.Builder<cog.Dataquery>,
  { enabled, color }: { readonly enabled: boolean; readonly color: string },
): cog.Builder<dashboard.AnnotationQuery> =>
  inSight(
    new dashboard.AnnotationQueryBuilder()
      .name(name)
      .datasource(WELLHEAD)
      .enable(enabled)
      .hide(false)
      .iconColor(color)
      .target(target),
  );

/**
 * Grafana 12.0 knows dashboards up to this schema version and its storage refuses to convert newer ones; later versions bring
 * it up to date themselves. The SDK writes a newer one.
 */
const SCHEMA_VERSION = 41;

export const finished = (builder: dashboard.DashboardBuilder): dashboard.Dashboard => ({
  ...builder.build(),
  schemaVersion: SCHEMA_VERSION,
});

/** A legend under a chart; with `values` it shows these figures of each series. */
export const legendBelow = (values: readonly string[] = []): common.VizLegendOptionsBuilder =>
  new common.VizLegendOptionsBuilder()
    .showLegend(true)
    .displayMode(common.LegendDisplayMode.List)
    .placement(common.LegendPlacement.Bottom)
    .calcs([...values]);

export const noLegend = (): common.VizLegendOptionsBuilder =>
  new common.VizLegendOptionsBuilder()
    .showLegend(false)
    .displayMode(common.LegendDisplayMode.List)
    .placement(common.LegendPlacement.Bottom)
    .calcs([]);

/** One figure of all values of a field, such as its sum. */
export const reduced = (calculation: string): common.ReduceDataOptionsBuilder =>
  new common.ReduceDataOptionsBuilder().calcs([calculation]).fields('').values(false);

/** Every row is a figure of its own, named by its text column. */
export const everyRow = (limit: number): common.ReduceDataOptionsBuilder =>
  new common.ReduceDataOptionsBuilder().calcs(['lastNotNull']).fields('').values(true).limit(limit);

export const fixedColor = (color: string): dashboard.FieldColorBuilder =>
  new dashboard.FieldColorBuilder().mode(dashboard.FieldColorModeId.Fixed).fixedColor(color);

/** A property of the columns of that name. */
export const property = (id: string, value: unknown): dashboard.DynamicConfigValue => ({ id, value });

/** What a variable of the catalogue may list; `asset` may name a variable before it. */
export interface CatalogueChoice {
  readonly kind: 'assets' | 'signals';
  /** Only assets of this kind. */
  readonly assetKind?: string;
  /** Assets below this one, or signals of it. */
  readonly asset?: string;
}

/** A variable of assets or signals as the catalogue has them now. */
export const catalogueChoice = (
  name: string,
  label: string,
  description: string,
  listed: CatalogueChoice,
): dashboard.QueryVariableBuilder =>
  new dashboard.QueryVariableBuilder(name)
    .label(label)
    .description(description)
    .datasource(WELLHEAD)
    .query({ refId: 'variable', ...listed })
    .refresh(dashboard.VariableRefresh.OnDashboardLoad)
    .sort(dashboard.VariableSort.AlphabeticalAsc);
