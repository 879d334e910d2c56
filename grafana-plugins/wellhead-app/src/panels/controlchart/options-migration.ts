import { NELSON_RULES } from './statistics/nelson.js';
import { CHART_KINDS, defaultOptions, type ControlChartOptions } from './types.js';

/** Saved options of any version → options of this one: missing and unusable ones get their default, unknown ones go. */
export function migrateOptions(
  saved: { readonly [Key in keyof ControlChartOptions]?: unknown } | undefined,
): ControlChartOptions {
  const flag = (value: unknown, fallback: boolean): boolean => (typeof value === 'boolean' ? value : fallback);
  const within = (value: unknown, least: number, most: number, fallback: number): number =>
    typeof value === 'number' && Number.isFinite(value) ? Math.min(most, Math.max(least, value)) : fallback;
  const number = (value: unknown): number | undefined =>
    typeof value === 'number' && Number.isFinite(value) ? value : undefined;
  const rules = saved?.rules;
  return {
    kind: CHART_KINDS.find((kind) => kind === saved?.kind) ?? defaultOptions.kind,
    subgroupSize: Math.round(within(saved?.subgroupSize, 2, 25, defaultOptions.subgroupSize)),
    ewmaLambda: within(saved?.ewmaLambda, 0.05, 1, defaultOptions.ewmaLambda),
    ewmaWidth: within(saved?.ewmaWidth, 1, 6, defaultOptions.ewmaWidth),
    cusumSlack: within(saved?.cusumSlack, 0, 3, defaultOptions.cusumSlack),
    cusumInterval: within(saved?.cusumInterval, 1, 20, defaultOptions.cusumInterval),
    rules: Array.isArray(rules) ? NELSON_RULES.filter((rule) => rules.includes(rule)) : defaultOptions.rules,
    phases: flag(saved?.phases, defaultOptions.phases),
    phaseWords: typeof saved?.phaseWords === 'string' ? saved.phaseWords : defaultOptions.phaseWords,
    baselinePoints: Math.round(within(saved?.baselinePoints, 0, 10_000, defaultOptions.baselinePoints)),
    showSpread: flag(saved?.showSpread, defaultOptions.showSpread),
    showZones: flag(saved?.showZones, defaultOptions.showZones),
    showCapability: flag(saved?.showCapability, defaultOptions.showCapability),
    lowerSpecification: number(saved?.lowerSpecification),
    upperSpecification: number(saved?.upperSpecification),
  };
}
