import { describe, expect, it } from 'vitest';
import { seasonShapeOf } from './season-shapes.js';

const DAY = 86_400_000;
const shape = { seasonSteps: 7, cycleSteps: 7 };
/** Days from 1970 on that are the larger the later in their week; the last one at `last`. */
const weeks = (last: number, days = 70, size = 1) => ({
  values: Float64Array.from({ length: days }, (_, day) => size * ((last - days + 1 + day) % 7)),
  cutoffMs: last * DAY,
  stepMs: DAY,
});

describe('the shape of a season', () => {
  it('is the same whatever unit, level, length and end the series has', () => {
    const one = seasonShapeOf(weeks(7_000), shape);
    expect(one).toHaveLength(7);
    expect(seasonShapeOf(weeks(7_003, 364, 50), shape)).toEqual(one);
  });

  it('leaves missing days out, and is none where a third of the week is never known', () => {
    const gaps = weeks(7_000);
    gaps.values[10] = Number.NaN;
    expect(seasonShapeOf(gaps, shape)).toEqual(seasonShapeOf(weeks(7_000), shape));
    const shut = weeks(7_000);
    shut.values.forEach((value, day) => {
      if (value < 3) shut.values[day] = Number.NaN;
    });
    expect(seasonShapeOf(shut, shape)).toBeUndefined();
  });

  it('is the course of what has no season', () => {
    const ramp = { values: Float64Array.from({ length: 182 }, (_, day) => day), cutoffMs: 0, stepMs: DAY };
    const course = [...(seasonShapeOf(ramp, { seasonSteps: 1, cycleSteps: 7 }) ?? [])];
    expect(course).toHaveLength(24);
    expect(course).toEqual([...course].sort((a, b) => a - b));
  });
});
