import { byPhase, type Phase } from './phases.js';
import { countsOf, subgroupsOf, type Samples } from './samples.js';
import { capabilityOf, type Capability, type Specification } from './statistics/capability.js';
import type { ChartPoint } from './statistics/chart-point.js';
import { countsChart, meanRate } from './statistics/counts.js';
import { cusumChart } from './statistics/cusum.js';
import { ewmaChart } from './statistics/ewma.js';
import { individualsChart, individualsProcess, movingRangeChart } from './statistics/individuals.js';
import { nelsonViolations, type NelsonRule } from './statistics/nelson.js';
import { meansChart, spreadChart, subgroupProcess } from './statistics/subgroups.js';
import type { ControlChartOptions } from './types.js';

/** Samples and options → what the panel draws. Pure. */

export interface MarkedPoint extends ChartPoint {
  readonly violations: readonly NelsonRule[];
}

/** One line of points in one phase. */
export interface Run {
  readonly phase: Phase;
  readonly points: readonly MarkedPoint[];
}

export interface ControlChart {
  /** What is drawn above: readings, means, rates, averages, sums. */
  readonly main: readonly Run[];
  /** What is drawn below: moving ranges, ranges, deviations. Empty where the kind has none. */
  readonly spread: readonly Run[];
  /** Of the newest phase. */
  readonly capability: Capability | undefined;
  readonly specification: Specification;
}

/** Too few points to compute limits from say so in place of a chart. */
export type ChartOutcome =
  | { readonly kind: 'chart'; readonly chart: ControlChart }
  | { readonly kind: 'too-few'; readonly have: number; readonly need: number; readonly of: string }
  | { readonly kind: 'no-sizes' }
  | { readonly kind: 'not-counts' };

const FEWEST = 2;

export function controlChartOf(samples: Samples, options: ControlChartOptions, phases: readonly Phase[]): ChartOutcome {
  const specification = specificationOf(samples, options);
  const chart = (
    charts: readonly { readonly main: readonly Run[]; readonly spread: readonly Run[] }[],
    sigma: number | undefined,
    values: readonly number[],
  ): ChartOutcome => ({
    kind: 'chart',
    chart: {
      main: charts.flatMap(({ main }) => main),
      spread: charts.flatMap(({ spread }) => spread),
      capability: sigma === undefined ? undefined : capabilityOf(values, sigma, specification),
      specification,
    },
  });
  const run = (phase: Phase, points: readonly ChartPoint[], rules = options.rules): Run => {
    const violations = nelsonViolations(points, rules);
    return { phase, points: points.map((point, at) => marked(point, violations[at] ?? [])) };
  };
  const baseline = <T>(points: readonly T[]): readonly T[] =>
    options.baselinePoints >= FEWEST ? points.slice(0, options.baselinePoints) : points;
  // Averages and sums carry their past with them: patterns of neighbours mean nothing there.
  const onlyLimits = options.rules.filter((rule) => rule === 1);

  switch (options.kind) {
    case 'xmr':
    case 'ewma':
    case 'cusum': {
      const { readings } = samples;
      if (readings.length < FEWEST) return { kind: 'too-few', have: readings.length, need: FEWEST, of: 'readings' };
      const parts = byPhase(readings, phases).map(({ phase, points }) => ({
        phase,
        points,
        process: individualsProcess(baseline(points)),
      }));
      const charts = parts.map(({ phase, points, process }) => {
        if (options.kind === 'xmr')
          return {
            main: [run(phase, individualsChart(points, process))],
            spread: [run(phase, movingRangeChart(points, process), onlyLimits)],
          };
        if (options.kind === 'ewma') {
          const design = { lambda: options.ewmaLambda, width: options.ewmaWidth };
          return { main: [run(phase, ewmaChart(points, process, design), onlyLimits)], spread: [] };
        }
        const design = { slack: options.cusumSlack, interval: options.cusumInterval };
        const { upper, lower } = cusumChart(points, process, design);
        return { main: [run(phase, upper, onlyLimits), run(phase, lower, onlyLimits)], spread: [] };
      });
      const newest = parts.at(-1);
      return chart(charts, newest?.process.sigma, newest?.points.map(({ value }) => value) ?? []);
    }
    case 'xbar-r':
    case 'xbar-s': {
      const spread = options.kind === 'xbar-r' ? 'range' : 'deviation';
      const subgroups = subgroupsOf(samples, options.subgroupSize);
      if (subgroups.length < FEWEST)
        return { kind: 'too-few', have: subgroups.length, need: FEWEST, of: 'full subgroups' };
      const parts = byPhase(subgroups, phases).map(({ phase, points }) => ({
        phase,
        points,
        process: subgroupProcess(baseline(points), spread),
      }));
      const newest = parts.at(-1);
      return chart(
        parts.map(({ phase, points, process }) => ({
          main: [run(phase, meansChart(points, process))],
          spread: [run(phase, spreadChart(points, process, spread), onlyLimits)],
        })),
        newest?.process.sigma,
        newest?.points.flatMap(({ values }) => values) ?? [],
      );
    }
    case 'p':
    case 'u': {
      const { kind } = options;
      if (kind === 'p' && samples.sizes === undefined) return { kind: 'no-sizes' };
      const counts = countsOf(samples);
      if (counts.length < FEWEST) return { kind: 'too-few', have: counts.length, need: FEWEST, of: 'samples' };
      if (counts.some(({ count, size }) => count < 0 || (kind === 'p' && count > size))) return { kind: 'not-counts' };
      const charts = byPhase(counts, phases).map(({ phase, points }) => ({
        main: [run(phase, countsChart(points, kind, meanRate(baseline(points))))],
        spread: [],
      }));
      return chart(charts, undefined, []);
    }
    default:
      return options.kind satisfies never;
  }
}

/** Written out: spreading fifty thousand points takes seconds. */
const marked = (
  { timeMs, value, centre, lower, upper, sigma, n }: ChartPoint,
  violations: readonly NelsonRule[],
): MarkedPoint => ({ timeMs, value, centre, lower, upper, sigma, n, violations });

/** Limits as they are entered in the panel, else the inner limits of the signal, else the outer ones. */
function specificationOf({ limits }: Samples, options: ControlChartOptions): Specification {
  const limit = (...kinds: readonly string[]): number | undefined =>
    kinds.flatMap((kind) => limits.filter((each) => each.kind === kind))[0]?.value;
  return {
    lower: options.lowerSpecification ?? limit('low', 'low-low'),
    upper: options.upperSpecification ?? limit('high', 'high-high'),
  };
}
