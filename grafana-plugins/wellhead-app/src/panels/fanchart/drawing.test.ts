import { describe, expect, it } from 'vitest';
import { drawingOf } from './drawing.js';
import { pictureOf } from './picture-model.js';
import { nearestIndex } from '../chart-kit/nearest.js';
import { instantsOf, readingAt } from './reading-at.js';
import { migrateOptions } from './options-migration.js';
import { badgesOf, linesOf, summaryOf } from './chart-words.js';
import { DAY, START, forecastFrames, historyFrame } from './testing-frames.js';
import { defaultOptions } from './types.js';

const words = {
  value: (value: number) => `${value} USD`,
  time: (ms: number) => new Date(ms).toISOString().slice(0, 10),
};
function signalOf(frames: Parameters<typeof pictureOf>[0]) {
  const picture = pictureOf(frames);
  if (picture.kind !== 'signals' || !picture.signals[0]) throw new Error(picture.kind);
  return picture.signals[0];
}
const draw = (frames: Parameters<typeof pictureOf>[0], more: Partial<Parameters<typeof drawingOf>[0]> = {}) => {
  const picture = signalOf(frames);
  return drawingOf({
    picture,
    vintage: picture.vintages.at(-1),
    plot: { left: 0, top: 0, width: 100, height: 100 },
    timeDomain: [START, START + 10 * DAY],
    includeZero: false,
    lines: [],
    hidden: new Set(),
    intervalMs: DAY,
    min: 0,
    max: 200,
    ...more,
  });
};

describe('the drawing', () => {
  it('opens the fan at the last reading, without width there', () => {
    const { bandPaths, medianPath } = draw([historyFrame([100, 100, 100]), ...forecastFrames(2, 2)]);
    expect(medianPath).toBe('M20.0 50.0L30.0 50.0L40.0 50.0');
    expect(bandPaths.map(({ level }) => level)).toEqual([0.95, 0.8, 0.5]);
    expect(bandPaths[0]?.path).toBe('M20.0 50.0L30.0 40.5L40.0 40.5L40.0 59.5L30.0 59.5L20.0 50.0Z');
  });
  it('does not pretend to know a value before the cutoff when there is none near it', () => {
    expect(draw([historyFrame([100]), ...forecastFrames(5, 2)]).medianPath).toMatch(/^M60\.0/);
  });
  it('breaks the line at a null and at a gap of more than three intervals', () => {
    const readings = [100, null, 100, 100];
    expect(draw([historyFrame(readings)]).historyPath).toBe('M0.0 50.0M20.0 50.0L30.0 50.0');
    const frame = historyFrame([1, 1, 1, 1]);
    const times = [0, 1, 2, 9].map((day) => START + day * DAY);
    const gappy = { ...frame, fields: [{ name: 'time', type: 'time', values: times }, ...frame.fields.slice(1)] };
    expect(draw([gappy]).historyPath.match(/M/g)).toHaveLength(2);
  });
  it('keeps limits in view and hides what the legend hides', () => {
    const frames = [historyFrame([100, 101]), ...forecastFrames(1, 2)];
    const drawing = draw(frames, {
      lines: [500],
      min: undefined,
      max: undefined,
      hidden: new Set(['median', 'band-0.95']),
    });
    expect(drawing.y.domain[1]).toBeGreaterThan(500);
    expect(drawing.medianPath).toBe('');
    expect(drawing.bandPaths.map(({ level }) => level)).toEqual([0.8, 0.5]);
  });
});

describe('what the chart says', () => {
  const signal = signalOf([
    historyFrame([90, 95]),
    ...forecastFrames(1, 2, { calibrated: false, stale: true, origins: 9 }),
  ]);
  const [vintage] = signal.vintages;
  it('reads the instant nearest to the pointer', () => {
    const instants = instantsOf(signal, vintage, [START, START + 10 * DAY]);
    expect(instants).toHaveLength(4);
    expect(nearestIndex(instants, START + 1.4 * DAY)).toBe(1);
    expect(nearestIndex(instants, START + 99 * DAY)).toBe(3);
    expect(nearestIndex([], START)).toBe(-1);
    expect(linesOf(readingAt(signal, vintage, START + 2 * DAY), words)).toEqual([
      { label: 'Forecast', text: '100 USD' },
      { label: '50 %', text: '90 USD to 110 USD' },
      { label: '80 %', text: '84 USD to 116 USD' },
      { label: '95 %', text: '81 USD to 119 USD' },
    ]);
  });
  it('sums itself up for those who cannot see it', () => {
    expect(summaryOf(signal, vintage, words)).toContain(
      'By 2026-01-04 expected 100 USD, 80 % between 84 USD and 116 USD. Its intervals are uncalibrated.',
    );
  });
  it('warns of intervals that are not calibrated and of a stale forecast', () => {
    expect(badgesOf(vintage).map(({ text }) => text)).toEqual(['uncalibrated', 'stale']);
    expect(badgesOf(vintage)[0]?.explanation).toContain('Only 9 past forecasts');
  });
});

describe('options of an older dashboard', () => {
  it('get their defaults where they are missing or unusable', () => {
    expect(migrateOptions(undefined)).toEqual(defaultOptions);
    expect(migrateOptions({ bandOpacity: 400, bands: [0.8, 'x'], showLegend: 'yes' })).toEqual({
      ...defaultOptions,
      bandOpacity: 100,
      bands: [0.8],
    });
  });
  it('keep what they say', () => {
    expect(migrateOptions({ ...defaultOptions, includeZero: true }).includeZero).toBe(true);
  });
});
