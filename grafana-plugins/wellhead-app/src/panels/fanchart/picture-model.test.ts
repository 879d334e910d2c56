import { describe, expect, it } from 'vitest';
import { pictureOf, quantileOf } from './picture-model.js';
import { DAY, START, anomalyFrame, forecastFrames, historyFrame } from './testing-frames.js';

const only = (frames: Parameters<typeof pictureOf>[0]) => {
  const picture = pictureOf(frames);
  if (picture.kind !== 'signals' || !picture.signals[0]) throw new Error(`no signal but ${picture.kind}`);
  return picture.signals[0];
};

describe('the picture of frames', () => {
  it('draws frames without a quantile as history and those with one as forecast', () => {
    const signal = only([historyFrame([1, 2, null]), ...forecastFrames(2, 3)]);
    expect(signal.history).toEqual([
      { timeMs: START, value: 1 },
      { timeMs: START + DAY, value: 2 },
      { timeMs: START + 2 * DAY, value: null },
    ]);
    expect(signal.vintages).toHaveLength(1);
    expect(signal.vintages[0]?.points[0]).toEqual({
      timeMs: START + 3 * DAY,
      median: 100,
      bands: [
        { level: 0.95, lower: 81, upper: 119 },
        { level: 0.8, lower: 84, upper: 116 },
        { level: 0.5, lower: 90, upper: 110 },
      ],
    });
  });

  it('keeps anomalies beside the history, with what was expected and their scores', () => {
    const signal = only([historyFrame([1, 2, 3]), anomalyFrame({ 2: 150, 1: 60 })]);
    expect(signal.history).toHaveLength(3);
    expect(signal.anomalies).toEqual([
      { timeMs: START + DAY, value: 60, expected: 100, z: -8, cusum: 3 },
      { timeMs: START + 2 * DAY, value: 150, expected: 100, z: 10, cusum: 3 },
    ]);
    expect(pictureOf([anomalyFrame({ 1: 60 })]).kind).toBe('empty');
  });

  it('sorts vintages by when they were issued, whatever the order of the frames', () => {
    const signal = only([...forecastFrames(9, 2), ...forecastFrames(2, 2), ...forecastFrames(5, 2)]);
    expect(signal.vintages.map(({ cutoffMs }) => cutoffMs)).toEqual([2, 5, 9].map((day) => START + day * DAY));
  });

  it('leaves out a band with one bound missing, and keeps the median', () => {
    const [point] = only(forecastFrames(2, 1, {}, [0.1, 0.5, 0.75, 0.9])).vintages[0]?.points ?? [];
    expect(point?.bands.map(({ level }) => level)).toEqual([0.8]);
    expect(point?.median).toBe(100);
  });

  it('tells two signals apart, and reads the vintage from a label where there is no metadata', () => {
    const other = {
      fields: [
        { name: 'time', type: 'time', values: [START] },
        {
          name: 'value',
          type: 'number',
          labels: { asset: 'west', signal: 'sales.amount', quantile: 'p50', issued_at: String(START) },
          values: [7],
        },
      ],
    };
    const picture = pictureOf([historyFrame([1]), other]);
    expect(picture.kind === 'signals' && picture.signals.map(({ key }) => key)).toEqual([
      'total sales.amount',
      'west sales.amount',
    ]);
    expect(picture.kind === 'signals' && picture.signals[1]?.vintages[0]?.issuedAtMs).toBe(START);
  });

  it('takes each limit once, highest first', () => {
    const limits = [{ kind: 'low', value: 1 } as const, { kind: 'high', value: 9 } as const];
    expect(only([historyFrame([1], limits), historyFrame([1], limits)]).limits.map(({ kind }) => kind)).toEqual([
      'high',
      'low',
    ]);
  });

  it('carries what the forecaster says about itself', () => {
    const [vintage] = only(forecastFrames(2, 1, { calibrated: false, stale: true, origins: 12 })).vintages;
    expect(vintage).toMatchObject({ calibrated: false, stale: true, origins: 12, model: 'holt-winters@2' });
  });

  it('says what is missing', () => {
    expect(pictureOf([])).toEqual({ kind: 'empty' });
    expect(pictureOf([{ fields: [{ name: 'a', type: 'string', values: ['x'] }] }])).toEqual({ kind: 'no-time' });
    expect(pictureOf([{ fields: [{ name: 'time', type: 'time', values: [1] }] }])).toEqual({ kind: 'no-number' });
    expect(pictureOf([historyFrame([])])).toEqual({ kind: 'empty' });
  });
});

describe('a quantile label', () => {
  it.each([
    ['0.5', 0.5],
    ['p50', 0.5],
    ['p2.5', 0.025],
    ['q0.975', 0.975],
    ['97.5', 0.975],
    ['p100', undefined],
    ['mean', undefined],
    ['', undefined],
  ])('%s is %s', (label, quantile) => expect(quantileOf(label)).toBe(quantile));
});
