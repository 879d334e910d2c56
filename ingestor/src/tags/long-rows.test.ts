import { describe, expect, it } from 'vitest';
import { longPointOf } from './long-rows.js';
import { settleTags } from './tagged-points.js';

const POINT = {
  time: '2026-04-01T10:00:00Z',
  measurement: 'tms',
  tags: { asset: 'esp-301' },
  fields: { current: 45.1 },
};
const { time } = POINT;

describe('a row of the long form sent over REST', () => {
  it('is the point that it stands for, in either spelling', () => {
    expect(longPointOf({ timestamp: time, well_id: 'esp-301', sensor_type: 'tms.current', value: 45.1 })).toEqual(
      POINT,
    );
    expect(longPointOf({ time, asset: 'esp-301', signal: 'tms.current', value: 45.1 })).toEqual(POINT);
    expect(longPointOf({ asset: 'a', signal: 'm.a.b', value: 1 })).toEqual({
      measurement: 'm',
      tags: { asset: 'a' },
      fields: { 'a.b': 1 },
    });
  });

  it('is left as it is where something is missing, twice there, or not known, for the decoder to tell', () => {
    for (const row of [
      { time, well_id: 'esp-301', sensor_type: 'current', value: 1 },
      { time, timestamp: time, asset: 'a', signal: 'm.f', value: 1 },
      { time, asset: 'a', signal: 'm.f', value: 1, note: 'x' },
      { time, asset: 'a', signal: 'm.f' },
      { time, asset: 5, signal: 'm.f', value: 1 },
      'text',
      null,
    ])
      expect(longPointOf(row)).toBeUndefined();
  });

  it('stands beside points and rows of tags in one body', () => {
    const tags = new Map([['W1.I', { asset: 'esp-302', measurement: 'tms', field: 'current', unit: '' }]]);
    const body = [
      { timestamp: time, well_id: 'esp-301', sensor_type: 'tms.current', value: 45.1 },
      POINT,
      { time, tag: 'W1.I', value: 4 },
    ];
    expect(JSON.parse(settleTags(Buffer.from(JSON.stringify({ points: body })), tags).toString())).toEqual({
      points: [POINT, POINT, { time, measurement: 'tms', tags: { asset: 'esp-302' }, fields: { current: 4 } }],
    });
  });
});
