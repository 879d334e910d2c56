import { type cog, common, dashboard } from './sdk.js';

/** Dollars with K and M where they are long; for tables figures in full, with thousands apart. */
export const USD = 'currencyUSD';
export const GROUPED = 'locale';

/** A legend under a chart; with `values` it shows these figures of each series. */
export const legendBelow = (values: readonly string[] = []): common.VizLegendOptionsBuilder =>
  new common.VizLegendOptionsBuilder()
    .showLegend(true)
    .displayMode(common.LegendDisplayMode.List)
    .placement(common.LegendPlacement.Bottom)
    .calcs([...values]);

export const noLegend = (): common.VizLegendOptionsBuilder => legendBelow().showLegend(false);

/** The values of all series at one time, the largest first. */
export const allAtOnce = (): common.VizTooltipOptionsBuilder =>
  new common.VizTooltipOptionsBuilder().mode(common.TooltipDisplayMode.Multi).sort(common.SortOrder.Descending);

/** One figure of all values of a field, such as its sum. */
export const reduced = (calculation: string): common.ReduceDataOptionsBuilder =>
  new common.ReduceDataOptionsBuilder().calcs([calculation]).fields('').values(false);

/** Every row is a figure of its own, named by its text column. */
export const everyRow = (limit: number): common.ReduceDataOptionsBuilder =>
  reduced('lastNotNull').values(true).limit(limit);

export const fixedColor = (color: string): dashboard.FieldColorBuilder =>
  new dashboard.FieldColorBuilder().mode(dashboard.FieldColorModeId.Fixed).fixedColor(color);

type Step = readonly [color: string, from: number | null];
/** Colours from a value on; the first step has no least value. */
export const steps = (...all: readonly Step[]): dashboard.ThresholdsConfig => ({
  mode: dashboard.ThresholdsMode.Absolute,
  steps: all.map(([color, value]) => ({ color, value })),
});

/** The same for the whole of a panel. */
export const thresholds = (...all: readonly Step[]): cog.Builder<dashboard.ThresholdsConfig> => ({
  build: () => steps(...all),
});

/** The thresholds of a chart as dashed lines. */
export const dashedLines = (): common.GraphThresholdsStyleConfigBuilder =>
  new common.GraphThresholdsStyleConfigBuilder().mode(common.GraphThresholdsStyleMode.Dashed);

/** A property of the fields of a name or a query. */
export const property = (id: string, value: unknown): dashboard.DynamicConfigValue => ({ id, value });
