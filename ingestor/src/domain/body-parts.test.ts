import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MOST_LINES, MOST_ROWS, tooManyLines, tooManyRows } from './body-parts.js';

describe('a body of more parts than are taken at once', () => {
  it('is told by its lines', () => {
    expect(tooManyLines(Buffer.from('x\n'.repeat(MOST_LINES)))).toBeUndefined();
    expect(tooManyLines(Buffer.from('x\n'.repeat(MOST_LINES + 1)))).toContain(`more than ${MOST_LINES} lines`);
  });

  it('is told by its rows, alone or below a name, whatever they hold', () => {
    const rows = (count: number): string => Array(count).fill('{"a":"x,[,\\"","b":[1,2,3]}').join(',');
    for (const [before, after] of [
      ['[', ']'],
      ['{"points":[', ']}'],
    ] as const) {
      expect(tooManyRows(Buffer.from(before + rows(MOST_ROWS) + after), 'points')).toBeUndefined();
      expect(tooManyRows(Buffer.from(before + rows(MOST_ROWS + 1) + after), 'points')).toContain(
        `more than ${MOST_ROWS} points`,
      );
    }
  });

  it('is never one that is short', () => {
    fc.assert(fc.property(fc.json(), (json) => tooManyRows(Buffer.from(json), 'rows') === undefined));
  });
});
