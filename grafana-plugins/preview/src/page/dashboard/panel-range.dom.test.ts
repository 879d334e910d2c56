import { rangeUtil, dateTime } from '@grafana/data';
import { expect, it } from 'vitest';
import { panelRange } from './panel-range.js';

const DAY_MS = 86_400_000;
const fourYears = rangeUtil.convertRawToRange({ from: 'now-4y', to: 'now' });
const daysOf = ({ from, to }: typeof fourYears): number => Math.round((to.valueOf() - from.valueOf()) / DAY_MS);

it('is the time range of the dashboard where the panel has none', () => {
  expect(panelRange(undefined, fourYears)).toEqual({ range: fourYears });
});

it('is the own one of the panel, told in its header', () => {
  const { range, note } = panelRange('53w', fourYears);
  expect(daysOf(range)).toBe(53 * 7);
  expect(note).toBe('Last 53 weeks');
});

it('is the one that was dragged open on the dashboard', () => {
  const dragged = { from: dateTime(0), to: dateTime(DAY_MS), raw: { from: dateTime(0), to: dateTime(DAY_MS) } };
  expect(panelRange('53w', dragged)).toEqual({ range: dragged });
});

it('says that it is no time', () => {
  expect(panelRange('soon', fourYears)).toEqual({ range: fourYears, note: 'timeFrom soon is not a time' });
});
