import type { TooltipWords } from '../chart-kit/chart-tooltip.js';
import { pointsAt } from '../chart-kit/nearest.js';
import type { Capability } from './statistics/capability.js';
import { NELSON_RULES, RULE_TITLES, type NelsonRule } from './statistics/nelson.js';
import type { ControlChart, MarkedPoint } from './control-model.js';
import { KIND_TITLES, type ChartKind } from './types.js';

/** What the chart says in words, for the tooltip, the legend and screen readers. Pure. */

export interface Words {
  value(value: number): string;
  time(ms: number): string;
}

export const ruleText = (rule: NelsonRule): string => `Rule ${rule}: ${RULE_TITLES[rule]}`;

/** Where there is no room for the title. */
export const shortRuleText = (rule: NelsonRule): string => `Rule ${rule}`;

/** What the figures and the broken rules take in full words, in pixels: a letter of 12 px is about half as wide. */
export const wordsWidth = (rules: readonly { readonly rule: NelsonRule; readonly points: number }[]): number =>
  rules.reduce((sum, { rule, points }) => sum + 36 + 6.2 * `${ruleText(rule)} (${points})`.length, 170);

/** What the two charts of a kind are called. */
export const PARTS: Readonly<Record<ChartKind, { readonly main: string; readonly spread: string }>> = {
  xmr: { main: 'Reading', spread: 'Moving range' },
  'xbar-r': { main: 'Mean', spread: 'Range' },
  'xbar-s': { main: 'Mean', spread: 'Deviation' },
  p: { main: 'Share', spread: '' },
  u: { main: 'Defects a unit', spread: '' },
  ewma: { main: 'Average', spread: '' },
  cusum: { main: 'Sum', spread: '' },
};

/** Points that complete a rule, by rule, the rarest number first. */
export const countedRules = (
  chart: ControlChart,
): readonly { readonly rule: NelsonRule; readonly points: number }[] => {
  const points = [...chart.main, ...chart.spread].flatMap((run) => run.points);
  return NELSON_RULES.map((rule) => ({
    rule,
    points: points.filter(({ violations }) => violations.includes(rule)).length,
  })).filter(({ points: count }) => count > 0);
};

export const capabilityFigures = (
  capability: Capability,
): readonly { readonly name: string; readonly value: string }[] =>
  (
    [
      ['Cp', capability.cp],
      ['Cpk', capability.cpk],
      ['Pp', capability.pp],
      ['Ppk', capability.ppk],
    ] as const
  ).flatMap(([name, value]) => (value === undefined ? [] : [{ name, value: value.toFixed(2) }]));

export function tooltipOf(
  chart: ControlChart,
  kind: ChartKind,
  timeMs: number,
  words: Words,
  color: string,
): TooltipWords {
  const at = (points: readonly MarkedPoint[]): readonly MarkedPoint[] => pointsAt(points, timeMs);
  const main = chart.main.flatMap((run) => at(run.points));
  const spread = chart.spread.flatMap((run) => at(run.points));
  const rules = [...new Set([...main, ...spread].flatMap(({ violations }) => violations))];
  const began = chart.main.find(({ points }) => at(points).length > 0)?.phase.began;
  return {
    heading: words.time(timeMs),
    marked: rules.map((rule) => ({ text: ruleText(rule), color })),
    lines: [
      ...main.flatMap((point, index) => linesOf(point, partTitle(kind, index), words, main.length === 1)),
      ...spread.flatMap((point) => linesOf(point, PARTS[kind].spread, words, false)),
      ...(began === undefined || began === '' ? [] : [{ label: 'Phase since', text: began }]),
    ],
  };
}

const partTitle = (kind: ChartKind, index: number): string =>
  kind === 'cusum' ? (index === 0 ? 'Sum above' : 'Sum below') : PARTS[kind].main;

function linesOf(
  { value, centre, lower, upper, n }: MarkedPoint,
  title: string,
  words: Words,
  full: boolean,
): readonly { label: string; text: string }[] {
  return [
    { label: title, text: words.value(value) },
    ...(full ? [{ label: 'Centre', text: words.value(centre) }] : []),
    ...(upper === null ? [] : [{ label: `${full ? 'Upper' : `${title}, upper`} limit`, text: words.value(upper) }]),
    ...(lower === null ? [] : [{ label: `${full ? 'Lower' : `${title}, lower`} limit`, text: words.value(lower) }]),
    ...(full && n > 1 ? [{ label: 'Behind it', text: String(n) }] : []),
  ];
}

export function summaryOf(title: string, chart: ControlChart, kind: ChartKind, words: Words): string {
  const newest = chart.main.at(-1)?.points.at(-1);
  const rules = countedRules(chart);
  return [
    `Control chart of ${title}. ${KIND_TITLES[kind]}.`,
    newest ? `Newest ${words.value(newest.value)} at ${words.time(newest.timeMs)}.` : '',
    rules.length === 0
      ? 'No rule is broken.'
      : `${rules.map(({ rule, points }) => `${ruleText(rule)}, ${points} ${points === 1 ? 'point' : 'points'}`).join('; ')}.`,
    chart.capability
      ? capabilityFigures(chart.capability)
          .map(({ name, value }) => `${name} ${value}.`)
          .join(' ')
      : '',
    'Use the left and right arrow keys to read values.',
  ]
    .filter((part) => part !== '')
    .join(' ');
}
