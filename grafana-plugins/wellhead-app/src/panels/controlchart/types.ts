import type { NelsonRule } from './statistics/nelson.js';

export const CHART_KINDS = ['xmr', 'xbar-r', 'xbar-s', 'p', 'u', 'ewma', 'cusum'] as const;
export type ChartKind = (typeof CHART_KINDS)[number];

export const KIND_TITLES: Readonly<Record<ChartKind, string>> = {
  xmr: 'XmR: single readings',
  'xbar-r': 'X̄-R: means and ranges of subgroups',
  'xbar-s': 'X̄-S: means and deviations of subgroups',
  p: 'p: share of defective units',
  u: 'u: defects a unit',
  ewma: 'EWMA: weighted moving average',
  cusum: 'CUSUM: cumulative sums',
};

/** Options of the control chart. A change of their shape needs a step in options-migration.ts. */
export interface ControlChartOptions {
  readonly kind: ChartKind;
  /** Readings that follow each other in one subgroup, where neither a column `subgroup` nor equal times say what belongs together; 2–25. */
  readonly subgroupSize: number;
  /** Weight of the newest reading, 0.05–1. */
  readonly ewmaLambda: number;
  /** Limits of the EWMA in sigma. */
  readonly ewmaWidth: number;
  /** Slack of the CUSUM in sigma. */
  readonly cusumSlack: number;
  /** Decision interval of the CUSUM in sigma. */
  readonly cusumInterval: number;
  readonly rules: readonly NelsonRule[];
  /** Limits are computed anew after each annotation of the dashboard. */
  readonly phases: boolean;
  /** Only annotations whose text, title or tags hold these words begin a phase; empty = all. */
  readonly phaseWords: string;
  /** Limits come from the first so many points of each phase; 0 = all of them. */
  readonly baselinePoints: number;
  readonly showSpread: boolean;
  readonly showZones: boolean;
  readonly showCapability: boolean;
  /** Overrides the limit of the signal; undefined: `low`, else `low-low` of the frame. */
  readonly lowerSpecification?: number | undefined;
  readonly upperSpecification?: number | undefined;
}

export const defaultOptions: ControlChartOptions = {
  kind: 'xmr',
  subgroupSize: 5,
  ewmaLambda: 0.2,
  ewmaWidth: 3,
  cusumSlack: 0.5,
  cusumInterval: 5,
  rules: [1, 2, 3, 4, 5, 6, 7, 8],
  phases: true,
  phaseWords: '',
  baselinePoints: 0,
  showSpread: true,
  showZones: true,
  showCapability: true,
};
