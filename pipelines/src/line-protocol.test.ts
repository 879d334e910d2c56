import { expect, it } from 'vitest';
import { lineOf } from './line-protocol.js';

it('writes a reading as a line that InfluxDB understands, with spaces and commas escaped', () => {
  const reading = {
    asset: 'shop 1, main',
    measurement: 'daily sales',
    field: 'amount',
    timeMs: 86_400_000,
    value: 12.5,
  };
  expect(lineOf(reading)).toBe('daily\\ sales,asset=shop\\ 1\\,\\ main amount=12.5 86400000');
});
