import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isTooDeep, MAX_JSON_DEPTH } from './json-depth.js';

const nested = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth);
const tooDeep = (text: string): boolean => isTooDeep(Buffer.from(text));

/** Levels of lists and objects in a value. */
const depthOf = (value: unknown): number =>
  typeof value === 'object' && value !== null ? 1 + Math.max(0, ...Object.values(value).map(depthOf)) : 0;

describe('JSON that is nested too deep', () => {
  it('is seen before it is read, however deep', () => {
    expect(tooDeep(nested(MAX_JSON_DEPTH))).toBe(false);
    expect(tooDeep(nested(MAX_JSON_DEPTH + 1))).toBe(true);
    expect(tooDeep(nested(100_000))).toBe(true);
  });

  it('is not what only looks like it in a text', () => {
    expect(tooDeep(JSON.stringify([nested(500), `"${nested(500)}\\`]))).toBe(false);
  });

  it('is counted as the reader of JSON counts', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 80 }), (value) => {
        expect(tooDeep(JSON.stringify(value))).toBe(depthOf(value) > MAX_JSON_DEPTH);
      }),
    );
  });
});
