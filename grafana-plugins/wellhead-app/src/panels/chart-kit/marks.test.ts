import type { DataFrame, Field } from '@grafana/data';
import { expect, it } from 'vitest';
import { marksOf } from './marks.js';

const frameOf = (columns: Readonly<Record<string, readonly unknown[]>>): DataFrame => ({
  length: 2,
  fields: Object.entries(columns).map(
    ([name, values]) => ({ name, type: 'other', config: {}, values }) as unknown as Field,
  ),
});

it('reads the annotations that Grafana hands to a panel, with their own colour where they have one', () => {
  const frame = frameOf({
    time: [1_000, 2_000],
    text: ['9,500 above the limit', undefined],
    title: ['Limit crossed', 'Limit crossed'],
    color: ['#f00', undefined],
    tags: [undefined, ['repair', 7]],
  });
  expect(marksOf([frame], '#00f')).toEqual([
    { timeMs: 1_000, text: '9,500 above the limit', color: '#f00', tags: [] },
    { timeMs: 2_000, text: 'Limit crossed', color: '#00f', tags: ['repair'] },
  ]);
});

it('leaves out what has no time', () => {
  expect(marksOf([frameOf({ text: ['no time'] })], '#00f')).toEqual([]);
});
