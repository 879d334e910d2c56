import { expect, it } from 'vitest';
import type { RefusedInput } from '../domain/decoded.js';
import { quarantineReasons, reasonLabel } from './quarantine-reasons.js';

const refused = (reason: string, more: Partial<RefusedInput> = {}): RefusedInput => ({ raw: '', reason, ...more });

it.each([
  [refused('the value is no number'), 'the value is no number'],
  [refused('the payload is not JSON: Unexpected token x'), 'the payload is not JSON'],
  [refused('field type conflict: env.temp is float'), 'field type conflict'],
  [refused('the field "temp" has no value'), 'the field … has no value'],
  [refused('above 150', { by: 'check hard-range' }), 'check hard-range'],
  [refused('and 41 more from here on; the first says: no fields', { covers: 41 }), 'no fields'],
])('names a reason without what was found: %j', (input, label) => {
  expect(reasonLabel(input)).toBe(label);
});

it('gives as many rows as were refused, those that nobody told one by one included', () => {
  const rows = quarantineReasons().rowsOf({
    kind: 'kept',
    received: 60,
    refusedCount: 50,
    refused: [
      refused('no fields'),
      refused('no fields'),
      refused('and 41 more from here on; the first says: no time', { covers: 41 }),
    ],
  });
  expect(Object.fromEntries(rows)).toEqual({ 'no fields': 2, 'no time': 41, other: 7 });
});

it('makes no more series than a metric can hold, whatever senders call themselves', () => {
  const { sourceLabel } = quarantineReasons();
  const labels = new Set(Array.from({ length: 1_000 }, (_, at) => sourceLabel(`sender-${at}`)));
  expect(labels.size).toBe(201);
  expect(labels).toContain('other');
});
