import { describe, expect, it } from 'vitest';
import { randomNumbers } from '../../testing/made-series.js';
import { groupAssets } from './group-assets.js';
import { partsOf, shapeOf, standardised } from './shapes.js';

const next = randomNumbers(8);
/** Three kinds of course, in any unit and at any level. */
const COURSES = [(at: number) => at, (at: number) => -at, (at: number) => Math.sin(at * 12)];
const course = (kind: number, size: number): Float32Array =>
  shapeOf(
    Float64Array.from(
      { length: 240 },
      (_, step) => 1e3 * size + size * ((COURSES[kind] as (at: number) => number)(step / 240) + 0.1 * next()),
    ),
  ) as Float32Array;

describe('groups of assets', { timeout: 60_000 }, () => {
  const kinds = Array.from({ length: 30 }, (_, at) => (at < 14 ? 0 : at < 24 ? 1 : 2));
  const shapes = kinds.map((kind, at) => course(kind, 10 ** (at % 4)));

  it('hold together what runs alike, whatever its unit and level, the largest group first', async () => {
    const outcome = await groupAssets(shapes, 1);
    if (outcome.kind !== 'grouped') throw new Error('not grouped');
    expect(outcome.members.map(({ group }) => group)).toEqual(kinds);
    expect(outcome.groups).toBe(3);
    expect(outcome.silhouette).toBeGreaterThan(0.6);
    for (const { silhouette } of outcome.members) expect(silhouette).toBeGreaterThan(0.3);
  });

  it('are the same from the same seed, and hardly any where nothing is alike', async () => {
    expect(await groupAssets(shapes, 1)).toEqual(await groupAssets(shapes, 1));
    const noise = Array.from({ length: 30 }, () => shapeOf(Float64Array.from({ length: 240 }, next)) as Float32Array);
    expect(await groupAssets(noise, 1)).toMatchObject({ kind: 'no-groups', need: 0.25 });
    // Raw, without the smoothing of shapes, as well.
    const raw = Array.from({ length: 30 }, () => standardised(partsOf(Float64Array.from({ length: 240 }, next))));
    const outcome = await groupAssets(raw as Float32Array[], 1);
    expect(outcome.kind === 'no-groups' && outcome.silhouette).toBeLessThan(0.25);
    expect(outcome.kind).toBe('no-groups');
  });

  it('are found among wells most of which run steadily: those are one, what warms up or cools down others', async () => {
    // As daily means of a motor are: noise as large as what happens to it within three weeks.
    const well = (kind: number): Float32Array =>
      shapeOf(
        Float64Array.from({ length: 96 }, (_, day) => 100 + 3 * next() + kind * Math.max(0, day - 40) * 0.12),
      ) as Float32Array;
    const wells = Array.from({ length: 36 }, (_, at) => (at < 24 ? 0 : at < 31 ? 1 : -1));
    const outcome = await groupAssets(wells.map(well), 1);
    if (outcome.kind !== 'grouped') throw new Error('not grouped');
    expect(outcome.silhouette).toBeGreaterThan(0.5);
    const groupsOf = (kind: number) =>
      new Set(outcome.members.flatMap(({ group }, at) => (wells[at] === kind ? [group] : [])));
    expect([...groupsOf(0)]).toEqual([0]);
    for (const group of groupsOf(1)) expect(groupsOf(-1)).not.toContain(group);
  });

  it('need a few assets, and leave out a signal that is mostly missing', async () => {
    expect(await groupAssets(shapes.slice(0, 4), 1)).toEqual({ kind: 'too-few', have: 4, need: 6 });
    expect(shapeOf(new Float64Array(240).fill(Number.NaN))).toBeUndefined();
    expect(shapeOf(new Float64Array(240).fill(5))).toEqual(new Float32Array(24));
  });
});
