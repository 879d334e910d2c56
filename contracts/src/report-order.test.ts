import { describe, expect, it } from 'vitest';
import { reportOrderFault, templateOf } from './report-order.js';
import { reportTemplateSchema } from './report-templates.js';

const section = {
  kind: 'table',
  title: 'Results of {asset}',
  query: { queryType: 'telemetry', assets: ['$asset'] },
};
const day = reportTemplateSchema.parse({ name: 'day', title: 'A day', period: 'day', sections: [section] });
const ofTank = reportTemplateSchema.parse({ ...day, name: 'tank', of: 'tank' });
const shift = reportTemplateSchema.parse({ ...day, name: 'shift', hours: { from: 0, to: 12 } });
const assets = [
  { id: 'tank-1', kind: 'tank' },
  { id: 'tank-2', kind: 'tank' },
  { id: 'depot', kind: 'depot' },
];

describe('an order of a report', () => {
  it.each([
    [day, {}, undefined],
    [day, { fromDay: '2026-03-01', day: '2026-03-09' }, undefined],
    [ofTank, { asset: 'tank-2' }, undefined],
    [day, { asset: 'tank-1' }, 'The report day is of no single asset: leave asset away.'],
    [ofTank, {}, 'The report tank is of one tank: say which as asset. There are tank-1, tank-2.'],
    [ofTank, { asset: 'depot' }, 'There is no tank depot: there are tank-1, tank-2.'],
    [day, { fromDay: '2026-03-01' }, 'fromDay is the first of several days: say the last one as day.'],
    [
      day,
      { fromDay: '2026-03-09', day: '2026-03-01' },
      'The days end on 2026-03-01, before they begin on 2026-03-09: swap the two.',
    ],
    [
      shift,
      { fromDay: '2026-03-01', day: '2026-03-09' },
      'The report shift is about hours of one day: leave fromDay away.',
    ],
  ])('%# is taken or told what is wrong with it', (template, order, fault) => {
    expect(reportOrderFault(template, order, assets)).toBe(fault);
  });

  it('has its asset in queries and titles, whatever its title holds', () => {
    const [made] = templateOf(ofTank, { id: 'tank-1', title: 'Tank "1" $& \\' }).sections;
    expect(made).toMatchObject({ title: 'Results of Tank "1" $& \\', query: { assets: ['tank-1'] } });
    expect(templateOf(day, undefined)).toBe(day);
  });

  it('has hours only in a report of a day', () => {
    const week = reportTemplateSchema.safeParse({ ...shift, period: 'week' });
    expect(week.error?.issues.map(({ message }) => message)).toEqual(['hours need period: day']);
  });
});
