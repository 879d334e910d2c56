import type { ForecastPoint, HistoryPoint, SignalPicture, Vintage } from './picture-model.js';
import type { Plot } from '../chart-kit/plot.js';
import { linearScale, niceDomain, type Scale } from '../chart-kit/scales.js';
import { linesWithoutGaps, thinned } from '../chart-kit/thin-line.js';
import type { BandLevel } from './types.js';

/** A picture on a rectangle of pixels: scales and SVG paths. Pure. */

export interface DrawingInput {
  readonly picture: SignalPicture;
  readonly vintage: Vintage | undefined;
  readonly plot: Plot;
  readonly timeDomain: readonly [number, number];
  readonly includeZero: boolean;
  /** Values that must be in view besides the data: limits, thresholds. */
  readonly lines: readonly number[];
  readonly hidden: ReadonlySet<string>;
  /** Expected time between two readings, in ms; a much longer one is drawn as a gap. */
  readonly intervalMs: number | undefined;
  readonly min: number | undefined;
  readonly max: number | undefined;
}

export interface Drawing {
  readonly x: Scale;
  readonly y: Scale;
  readonly historyPath: string;
  readonly medianPath: string;
  readonly bandPaths: readonly { readonly level: BandLevel; readonly path: string }[];
}

export function drawingOf(input: DrawingInput): Drawing {
  const { picture, vintage, plot, timeDomain, hidden } = input;
  const inView = ({ timeMs }: { timeMs: number }): boolean => timeMs >= timeDomain[0] && timeMs <= timeDomain[1];
  const history = hidden.has('history') ? [] : picture.history;
  const forecast = joinedForecast(picture.history, vintage, hidden);
  const x = linearScale(timeDomain, [plot.left, plot.left + plot.width]);
  const [low, high] = niceDomain(
    valuesInView(history.filter(inView), forecast.filter(inView), hidden, [
      ...input.lines,
      ...(hidden.has('anomalies') ? [] : picture.anomalies.filter(inView).map(({ value }) => value)),
    ]),
    input.includeZero,
  );
  const y = linearScale([input.min ?? low, input.max ?? high], [plot.top + plot.height, plot.top]);
  const levels = [...new Set(forecast.flatMap((point) => point.bands.map((band) => band.level)))]
    .filter((level) => !hidden.has(bandKey(level)))
    .sort((a, b) => b - a);
  return {
    x,
    y,
    historyPath: linePath(history, x, y, gapOf(history, input.intervalMs)),
    medianPath: hidden.has('median')
      ? ''
      : linePath(
          forecast.map(({ timeMs, median }) => ({ timeMs, value: median })),
          x,
          y,
          Number.POSITIVE_INFINITY,
        ),
    bandPaths: levels.map((level) => ({ level, path: bandPath(forecast, level, x, y) })),
  };
}

/** Name of a band in the legend and in the set of hidden series. */
export const bandKey = (level: BandLevel): string => `band-${level}`;

/** The fan opens at the last reading before the cutoff, where the value is known and the interval has no width. */
function joinedForecast(
  history: readonly HistoryPoint[],
  vintage: Vintage | undefined,
  hidden: ReadonlySet<string>,
): readonly ForecastPoint[] {
  const first = vintage?.points[0];
  if (!vintage || !first) return [];
  const { cutoffMs } = vintage;
  const last = cutoffMs === undefined ? undefined : history.findLast((point) => point.timeMs <= cutoffMs);
  const second = vintage.points[1];
  const near = second ? 1.5 * (second.timeMs - first.timeMs) : Number.POSITIVE_INFINITY;
  if (!last || last.value === null || hidden.has('history') || first.timeMs - last.timeMs > near) return vintage.points;
  const value = last.value;
  const bands = first.bands.map(({ level }) => ({ level, lower: value, upper: value }));
  return [{ timeMs: last.timeMs, median: value, bands }, ...vintage.points];
}

function* valuesInView(
  history: readonly HistoryPoint[],
  forecast: readonly ForecastPoint[],
  hidden: ReadonlySet<string>,
  lines: readonly number[],
): Generator<number> {
  for (const { value } of history) if (value !== null) yield value;
  for (const { median, bands } of forecast) {
    if (median !== null && !hidden.has('median')) yield median;
    for (const band of bands) {
      if (hidden.has(bandKey(band.level))) continue;
      yield band.lower;
      yield band.upper;
    }
  }
  yield* lines;
}

/** Longer than this between two readings is a gap: three intervals, and more than twice what is usual in this window. */
function gapOf(history: readonly HistoryPoint[], intervalMs: number | undefined): number {
  if (intervalMs === undefined || history.length < 3) return Number.POSITIVE_INFINITY;
  const steps = history.slice(1).map((point, index) => point.timeMs - (history[index]?.timeMs ?? point.timeMs));
  const usual = steps.sort((a, b) => a - b)[Math.floor(steps.length / 2)] ?? intervalMs;
  return Math.max(3 * intervalMs, 2.5 * usual);
}

const pixel = (value: number): string => value.toFixed(1);

const linePath = (points: readonly HistoryPoint[], x: Scale, y: Scale, gapMs: number): string =>
  linesWithoutGaps(points, gapMs)
    .map(
      (line) =>
        `M${thinned(line, x)
          .map(({ timeMs, value }) => `${pixel(x.at(timeMs))} ${pixel(y.at(value))}`)
          .join('L')}`,
    )
    .join('');

function bandPath(points: readonly ForecastPoint[], level: BandLevel, x: Scale, y: Scale): string {
  const edges = points.flatMap(({ timeMs, bands }) => {
    const band = bands.find((each) => each.level === level);
    return band ? [{ at: pixel(x.at(timeMs)), upper: pixel(y.at(band.upper)), lower: pixel(y.at(band.lower)) }] : [];
  });
  if (edges.length === 0) return '';
  const there = edges.map(({ at, upper }) => `${at} ${upper}`);
  const back = edges.map(({ at, lower }) => `${at} ${lower}`).reverse();
  return `M${[...there, ...back].join('L')}Z`;
}
