import type { Plot } from '../chart-kit/plot.js';
import { linearScale, niceDomain, type Scale } from '../chart-kit/scales.js';
import { thinned } from '../chart-kit/thin-line.js';
import type { MarkedPoint, Run } from './control-model.js';

/** Runs on a rectangle of pixels: scales, SVG paths, marks. Pure. */

export interface ViolationMark {
  readonly x: number;
  readonly y: number;
  readonly point: MarkedPoint;
}

export interface ControlDrawing {
  readonly x: Scale;
  readonly y: Scale;
  readonly plot: Plot;
  readonly linePath: string;
  /** Small circles; empty where points lie too close to be told apart. */
  readonly dots: readonly { readonly x: number; readonly y: number }[];
  readonly centrePath: string;
  readonly limitsPath: string;
  /** At one and two sigma. */
  readonly zonesPath: string;
  readonly violations: readonly ViolationMark[];
  /** Where a phase begins, with the event that began it. */
  readonly phaseStarts: readonly { readonly x: number; readonly text: string }[];
}

export interface DrawingInput {
  readonly runs: readonly Run[];
  readonly plot: Plot;
  readonly timeDomain: readonly [number, number];
  /** Values that must be in view besides points and limits: the specification. */
  readonly lines: readonly number[];
  readonly zones: boolean;
  readonly min: number | undefined;
  readonly max: number | undefined;
}

const DOT_SPACING = 7;
const MARK_SPACING = 5;

export function controlDrawingOf(input: DrawingInput): ControlDrawing {
  const { plot, timeDomain } = input;
  const runs = input.runs.map((run) => ({
    ...run,
    points: run.points.filter(({ timeMs }) => timeMs >= timeDomain[0] && timeMs <= timeDomain[1]),
  }));
  const points = runs.flatMap(({ points: inside }) => inside);
  const [low, high] = niceDomain(valuesOf(points, input.lines), false);
  const x = linearScale(timeDomain, [plot.left, plot.left + plot.width]);
  const y = linearScale([input.min ?? low, input.max ?? high], [plot.top + plot.height, plot.top]);
  const at = (timeMs: number, value: number): string => `${x.at(timeMs).toFixed(1)} ${y.at(value).toFixed(1)}`;
  const dense = points.length > 1 && plot.width / points.length < DOT_SPACING;
  const stepped = (levelOf: (point: MarkedPoint) => number | null): string =>
    runs.map(({ points: inside }) => steps(inside, levelOf, at)).join('');
  return {
    x,
    y,
    plot,
    linePath: runs
      .map(({ points: inside }) =>
        thinned(inside, x)
          .map((point, index) => `${index === 0 ? 'M' : 'L'}${at(point.timeMs, point.value)}`)
          .join(''),
      )
      .join(''),
    dots: dense ? [] : points.map((point) => ({ x: x.at(point.timeMs), y: y.at(point.value) })),
    centrePath: stepped(({ centre }) => centre),
    limitsPath: stepped(({ upper }) => upper) + stepped(({ lower }) => lower),
    zonesPath: input.zones ? [-2, -1, 1, 2].map((sigmas) => stepped((point) => zone(point, sigmas))).join('') : '',
    violations: apart(
      points
        .filter(({ violations }) => violations.length > 0)
        .map((point) => ({ x: x.at(point.timeMs), y: y.at(point.value), point })),
    ),
    phaseStarts: input.runs
      .filter(
        ({ phase }) => phase.began !== undefined && phase.fromMs >= timeDomain[0] && phase.fromMs <= timeDomain[1],
      )
      .map(({ phase }) => ({ x: x.at(phase.fromMs), text: phase.began ?? '' })),
  };
}

/** Marks that can be told apart: of those on one spot only the first, so that 50,000 points do not become as many rings. */
function apart(marks: readonly ViolationMark[]): readonly ViolationMark[] {
  const spots = new Map<string, ViolationMark>();
  for (const mark of marks) {
    const spot = `${Math.round(mark.x / MARK_SPACING)} ${Math.round(mark.y / MARK_SPACING)}`;
    if (!spots.has(spot)) spots.set(spot, mark);
  }
  return [...spots.values()];
}

/** A zone line on a side where there is no limit would say nothing. */
function zone({ centre, sigma, lower, upper }: MarkedPoint, sigmas: number): number | null {
  if (sigma === 0 || (sigmas > 0 ? upper : lower) === null) return null;
  return centre + sigmas * sigma;
}

function* valuesOf(points: readonly MarkedPoint[], lines: readonly number[]): Generator<number> {
  for (const { value, centre, lower, upper } of points) {
    yield value;
    yield centre;
    if (lower !== null) yield lower;
    if (upper !== null) yield upper;
  }
  yield* lines;
}

/** A level that holds from point to point: straight while it stays, a step half way to the next point where it changes. */
function steps(
  points: readonly MarkedPoint[],
  levelOf: (point: MarkedPoint) => number | null,
  at: (timeMs: number, value: number) => string,
): string {
  let path = '';
  let before: { level: number; timeMs: number } | undefined;
  for (const point of points) {
    const level = levelOf(point);
    if (level === null) {
      before = undefined;
      continue;
    }
    if (before === undefined) path += `M${at(point.timeMs, level)}`;
    else if (before.level !== level) {
      const middleMs = (before.timeMs + point.timeMs) / 2;
      path += `L${at(middleMs, before.level)}L${at(middleMs, level)}`;
    }
    before = { level, timeMs: point.timeMs };
    if (point === points.at(-1)) path += `L${at(point.timeMs, level)}`;
  }
  return path;
}
