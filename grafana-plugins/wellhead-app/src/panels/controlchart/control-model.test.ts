import type { DataFrame } from '@grafana/data';
import { describe, expect, it } from 'vitest';
import { controlDrawingOf } from './control-drawing.js';
import { controlChartOf, type ControlChart } from './control-model.js';
import { capabilityFigures, countedRules, summaryOf } from './control-words.js';
import { migrateOptions } from './options-migration.js';
import { phasesOf } from './phases.js';
import { samplesOf, subgroupsOf, type SampleFrame } from './samples.js';
import { countsFrame, DAY, eventFrame, readingsFrame, START } from './testing-samples.js';
import { CHART_KINDS, defaultOptions, type ControlChartOptions } from './types.js';

const words = { value: String, time: (ms: number) => new Date(ms).toISOString().slice(0, 10) };
const QUIET = Array.from({ length: 40 }, (_, at) => 50 + ((at * 7) % 5) - 2);
const events = (...frames: object[]) => phasesOf(frames as DataFrame[], '');

function outcome(frame: object, options: Partial<ControlChartOptions> = {}, phases = events()) {
  const merged = { ...defaultOptions, ...options };
  const [samples] = samplesOf([frame as SampleFrame], merged.kind === 'p' || merged.kind === 'u');
  return controlChartOf(samples!, merged, phases);
}
function chart(...args: Parameters<typeof outcome>): ControlChart {
  const found = outcome(...args);
  if (found.kind !== 'chart') throw new Error(found.kind);
  return found.chart;
}

describe('samples of frames', () => {
  it('leave out nulls and forecasts, and stand in the order of time', () => {
    const frame = readingsFrame([3, null, 1]);
    const quantile = { ...frame, fields: [frame.fields[0]!, { ...frame.fields[1]!, labels: { quantile: '0.5' } }] };
    expect(samplesOf([frame, quantile] as SampleFrame[], false)).toMatchObject([
      { title: 'lab.viscosity · tank-1', readings: [{ value: 3 }, { value: 1 }] },
    ]);
  });

  it('form subgroups by a column, by equal times, or by number; a rest is left out', () => {
    const times = [0, 0, 0, 1, 1].map((day) => START + day * DAY);
    const time = (values: readonly number[]) => ({ name: 'time', type: 'time', values });
    const value = { name: 'value', type: 'number', values: [1, 2, 3, 4, 5] };
    const sizes = (frame: object) =>
      subgroupsOf(samplesOf([frame as SampleFrame], false)[0]!, 2).map(({ values }) => values.length);
    expect(sizes({ fields: [time(times), value] })).toEqual([3, 2]);
    const apart = time(times.map((_, at) => START + at * DAY));
    expect(sizes({ fields: [apart, value] })).toEqual([2, 2]);
    const subgroup = { name: 'subgroup', type: 'string', values: ['a', 'b', 'b', 'b', 'b'] };
    expect(sizes({ fields: [apart, value, subgroup] })).toEqual([1, 4]);
  });
});

describe('the control chart', () => {
  it('marks a point outside the limits and says how capable the process is', () => {
    const limits = [
      { kind: 'high', value: 62 },
      { kind: 'low', value: 38 },
    ];
    const found = chart(readingsFrame([...QUIET, 70], limits));
    expect(found.main[0]!.points.at(-1)!.violations).toContain(1);
    expect(found.spread[0]!.points.at(-1)!.violations).toEqual([1]);
    expect(found.specification).toEqual({ lower: 38, upper: 62 });
    expect(capabilityFigures(found.capability!).map(({ name }) => name)).toEqual(['Cp', 'Cpk', 'Pp', 'Ppk']);
    expect(summaryOf('viscosity', found, 'xmr', words)).toContain('Rule 1: Outside the limits, 2 points');
  });

  it('computes limits anew after an event, so that a move that is known breaks no rule any more', () => {
    const moved = readingsFrame([...QUIET, ...QUIET.map((value) => value + 12)]);
    expect(countedRules(chart(moved)).length).toBeGreaterThan(0);
    const split = chart(moved, { rules: [1, 2] }, events(eventFrame(40, 'new pump')));
    expect(split.main.map(({ phase, points }) => [phase.began, points.length])).toEqual([
      [undefined, 40],
      ['new pump', 40],
    ]);
    expect(split.main[1]!.points[0]!.centre - split.main[0]!.points[0]!.centre).toBeCloseTo(12, 9);
    expect(countedRules(split)).toEqual([]);
  });

  it('begins phases only with the events that are asked for', () => {
    const frames = [eventFrame(3, 'Repair', ['pump']), eventFrame(5, 'Shift')] as unknown as DataFrame[];
    expect(phasesOf(frames, 'PUMP').map(({ began }) => began)).toEqual([undefined, 'Repair']);
  });

  it('takes its limits from a baseline where one is given', () => {
    const found = chart(readingsFrame([...QUIET, ...QUIET.map((value) => value + 20)]), { baselinePoints: 40 });
    expect(found.main[0]!.points[0]!.centre).toBeCloseTo(50, 9);
    expect(found.main[0]!.points.at(-1)!.violations).toContain(1);
  });

  it('finds a small shift by EWMA and CUSUM that no single reading shows', () => {
    const shifted = readingsFrame([...QUIET, ...Array.from({ length: 20 }, (_, at) => 53 + ((at * 7) % 5) - 2)]);
    const options = { baselinePoints: 40, rules: [1 as const] };
    expect(countedRules(chart(shifted, options))).toEqual([]);
    expect(countedRules(chart(shifted, { ...options, kind: 'ewma' }))[0]?.points).toBeGreaterThan(0);
    expect(countedRules(chart(shifted, { ...options, kind: 'cusum' }))[0]?.points).toBeGreaterThan(0);
  });

  it('says why there is none', () => {
    expect(outcome(readingsFrame([1]))).toMatchObject({ kind: 'too-few', have: 1, need: 2 });
    expect(outcome(readingsFrame([1, 2, 3]), { kind: 'xbar-r' })).toMatchObject({ of: 'full subgroups' });
    expect(outcome(countsFrame([1, 2]), { kind: 'p' })).toEqual({ kind: 'no-sizes' });
    expect(outcome(countsFrame([9, 2], [5, 5]), { kind: 'p' })).toEqual({ kind: 'not-counts' });
    expect(outcome(countsFrame([9, 2], [5, 5]), { kind: 'u' }).kind).toBe('chart');
  });
});

describe('the drawing', () => {
  const plot = { left: 0, top: 0, width: 400, height: 100 };
  const draw = (found: ControlChart, width = 400, days = 80) =>
    controlDrawingOf({
      runs: found.main,
      plot: { ...plot, width },
      timeDomain: [START, START + days * DAY],
      lines: [],
      zones: true,
      min: undefined,
      max: undefined,
    });

  it('steps its limits from phase to phase, and marks where one began', () => {
    const moved = readingsFrame([...QUIET, ...QUIET.map((value) => value + 12)]);
    const drawing = draw(chart(moved, {}, events(eventFrame(40, 'new pump'))));
    expect(drawing.limitsPath.match(/M/g)).toHaveLength(4);
    expect(drawing.phaseStarts).toEqual([{ x: 200, text: 'new pump' }]);
  });

  it('draws single points only where they can be told apart', () => {
    const found = chart(readingsFrame([...QUIET, ...QUIET]));
    expect(draw(found, 800).dots).toHaveLength(80);
    expect(draw(found, 300).dots).toHaveLength(0);
  });

  it('takes fifty thousand points', () => {
    const found = chart(readingsFrame(Array.from({ length: 50_000 }, (_, at) => 50 + ((at * 7) % 5))));
    const corners = draw(found, 400, 50_000).linePath.match(/L/g) ?? [];
    expect(corners.length).toBeGreaterThan(400);
    expect(corners.length).toBeLessThan(4 * 401);
  });
});

it('options that were saved otherwise get their default', () => {
  expect(migrateOptions(undefined)).toEqual({
    ...defaultOptions,
    lowerSpecification: undefined,
    upperSpecification: undefined,
  });
  expect(migrateOptions({ kind: 'np', subgroupSize: 99, rules: [1, 9], ewmaLambda: '0.3' })).toMatchObject({
    kind: 'xmr',
    subgroupSize: 25,
    rules: [1],
    ewmaLambda: 0.2,
  });
  for (const kind of CHART_KINDS) expect(migrateOptions({ kind }).kind).toBe(kind);
});
