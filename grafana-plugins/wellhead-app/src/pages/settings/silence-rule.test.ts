import { expect, it } from 'vitest';
import { silenceRuleOf, withRule, type SilenceRule } from './silence-rule.js';

const pumps: SilenceRule = { asset: 'well-*', measurement: 'esp', field: 'temperature', afterMinutes: 30 };

it('reads a rule as it was typed, with dots in the field and a comma in the number', () => {
  expect(silenceRuleOf({ asset: ' well-* ', signal: 'esp.motor.temperature', minutes: '1,5' })).toEqual({
    asset: 'well-*',
    measurement: 'esp',
    field: 'motor.temperature',
    afterMinutes: 1.5,
  });
});

it.each([
  { asset: '', signal: 'esp.temperature', minutes: '5' },
  { asset: '*', signal: 'temperature', minutes: '5' },
  { asset: '*', signal: 'esp.temperature', minutes: 'soon' },
  { asset: '*', signal: 'esp.temperature', minutes: '0' },
])('takes no rule of $asset, $signal, $minutes', (texts) => {
  expect(silenceRuleOf(texts)).toBeUndefined();
});

it('puts the newest rule first and keeps one for the same signals', () => {
  const all: SilenceRule = { asset: '*', measurement: '*', field: '*', afterMinutes: 60 };
  const longer = { ...pumps, afterMinutes: 45 };
  expect(withRule([pumps, all], longer)).toEqual([longer, all]);
});
