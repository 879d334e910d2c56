import { z } from 'zod';
import type { Signal } from './signals.js';

/** A test for names by patterns in which `*` stands for any text; without patterns everything fits. */
export function matcherOf(patterns: readonly string[]): (name: string) => boolean {
  if (patterns.length === 0) return () => true;
  const all = patterns.map((pattern) => pattern.split('*'));
  return (name) => all.some((parts) => fits(name, parts));
}

/** The parts stand in a name in order, the first at its beginning, the last at its end. Each where it comes first: no pattern takes long. */
function fits(name: string, parts: readonly string[]): boolean {
  const [first = '', ...rest] = parts;
  const last = rest.pop();
  if (last === undefined) return name === first;
  if (!name.startsWith(first)) return false;
  let at = first.length;
  for (const part of rest) {
    const found = name.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return name.length - last.length >= at && name.endsWith(last);
}

const patternSchema = z.string().min(1).max(200).describe('a name, in which * stands for any text: well-*');

/** Signals by patterns of their names. */
export const signalPatternSchema = z.strictObject({
  asset: patternSchema.default('*'),
  measurement: patternSchema,
  field: patternSchema,
});
export type SignalPattern = z.infer<typeof signalPatternSchema>;

/** Tells whether one of the patterns fits a signal. */
export function signalMatcherOf(
  patterns: readonly SignalPattern[],
): (signal: Pick<Signal, 'asset' | 'measurement' | 'field'>) => boolean {
  const tests = patterns.map(({ asset, measurement, field }) => ({
    asset: matcherOf([asset]),
    measurement: matcherOf([measurement]),
    field: matcherOf([field]),
  }));
  return (signal) =>
    tests.some((test) => test.asset(signal.asset) && test.measurement(signal.measurement) && test.field(signal.field));
}
