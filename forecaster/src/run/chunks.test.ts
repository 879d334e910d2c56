import { signalSchema } from '@wellhead/contracts';
import { expect, it } from 'vitest';
import { chunksOf } from './chunks.js';

const signal = (asset: string, sumOf: readonly string[] = [], horizonSteps = 7) =>
  signalSchema.parse({
    asset,
    measurement: 'm',
    field: 'f',
    title: asset,
    intervalMs: 1_000,
    horizonSteps,
    sumOf,
    pack: 'p',
  });
const normal = () => ({ priority: 'normal' }) as const;

it('makes chunks of at most 1,000 forecasts, families together, whatever their size', () => {
  const many = Array.from({ length: 1_201 }, (_, at) => signal(`w${at}`));
  expect(chunksOf(many, normal, 1).map(({ length }) => length)).toEqual([1_000, 201]);
  expect(chunksOf(many.slice(0, 10), normal, 400).map(({ length }) => length)).toEqual([2, 2, 2, 2, 2]);
  const family = [signal('all', ['a', 'b']), signal('a'), signal('b')];
  expect(chunksOf([...family, signal('c')], normal, 1_000).map((chunk) => chunk.map(({ asset }) => asset))).toEqual([
    ['all', 'a', 'b'],
    ['c'],
  ]);
});

it('makes smaller chunks of longer horizons, since more is held of each forecast', () => {
  const months = Array.from({ length: 600 }, (_, at) => signal(`m${at}`, [], 28));
  expect(chunksOf(months, normal, 1).map(({ length }) => length)).toEqual([250, 250, 100]);
  expect(chunksOf([signal('year', [], 366), signal('day', [], 1)], normal, 10_000)).toHaveLength(2);
});

it('begins with what has priority, and keeps equal shapes next to each other', () => {
  const signals = [signal('low'), signal('long', [], 30), signal('usual'), signal('high')];
  const termsOf = ({ asset }: { readonly asset: string }) => ({
    priority: asset === 'high' ? ('high' as const) : asset === 'low' ? ('low' as const) : ('normal' as const),
  });
  expect(chunksOf(signals, termsOf, 1)[0]?.map(({ asset }) => asset)).toEqual(['high', 'long', 'usual', 'low']);
});
