import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matcherOf } from './patterns.js';

describe('patterns of names', () => {
  it.each([
    ['well-*', 'well-7', true],
    ['well-*', 'swell-7', false],
    ['*-north', 'red-north', true],
    ['a*a', 'a', false],
    ['a*a', 'aa', true],
    ['*', '', true],
    ['a.c', 'abc', false],
    ['*b*b', 'b', false],
    ['x**y', 'xzy', true],
  ])('%s and %s: %s', (pattern, name, fits) => {
    expect(matcherOf([pattern])(name)).toBe(fits);
  });

  it('fit as the expression does that says the same', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', '.'), maxLength: 8 });
    const pattern = fc.string({ unit: fc.constantFrom('a', 'b', '.', '*'), maxLength: 6 });
    fc.assert(
      fc.property(pattern, text, (one, name) => {
        const expression = new RegExp(`^${one.replaceAll('.', '\\.').replaceAll('*', '.*')}$`);
        expect(matcherOf([one])(name)).toBe(expression.test(name));
      }),
    );
  });

  it('take no longer for a pattern that is made to take long', () => {
    // As an expression it would be tried in more ways than there are atoms.
    expect(matcherOf([`${'*a'.repeat(90)}*b`])('a'.repeat(5_000))).toBe(false);
  });
});
