import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openJsonElements } from './json-elements.js';

function readAll(
  text: string,
  rowsAt?: string,
  piece = text.length || 1,
): { elements: unknown[]; fault: string | undefined } {
  const reader = openJsonElements(rowsAt);
  const elements: unknown[] = [];
  for (let at = 0; at < text.length; at += piece)
    for (const { text: element } of reader.push(text.slice(at, at + piece))) elements.push(element);
  return { elements, fault: reader.end() };
}

describe('elements of a JSON list', () => {
  it('are cut out one by one, with the line on which they begin', () => {
    const reader = openJsonElements(undefined);
    expect(reader.push('[\n  {"a": [1, {"b": "]"}]},\n  {"a": 2}\n]')).toEqual([
      { text: '{"a": [1, {"b": "]"}]}', line: 2 },
      { text: '{"a": 2}', line: 3 },
    ]);
    expect(reader.end()).toBeUndefined();
  });

  it('are found in a member, whatever stands before it', () =>
    expect(readAll('{"meta": {"rows": [9]}, "text": "rows: [", "rows": [{"a": 1}], "more": 5}', 'rows')).toEqual({
      elements: ['{"a": 1}'],
      fault: undefined,
    }));

  it.each([
    ['{"a": 1}', undefined, /name the member that holds the rows/],
    ['{"a": [1]}', 'rows', /no member rows/],
    ['{"rows": 5}', 'rows', /no list/],
    ['hello', undefined, /found h, expected a list/],
    ['', undefined, /empty/],
    ['[{"a": 1},', undefined, /not closed/],
    ['[{"a": "x', undefined, /not closed/],
  ])('%s below %s: is told as a whole', (text, rowsAt, fault) => expect(readAll(text, rowsAt).fault).toMatch(fault));

  it('are those of JSON.parse, however the text is cut into pieces', () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue(), { maxLength: 5 }), fc.integer({ min: 1, max: 9 }), (list, piece) => {
        const found = readAll(JSON.stringify(list), undefined, piece);
        expect(found.fault).toBeUndefined();
        expect(found.elements.map((text) => JSON.parse(text as string))).toEqual(JSON.parse(JSON.stringify(list)));
      }),
    );
  });

  it('never hang or throw on any text', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom(...Array.from('[]{}",:a1\\ \n')) }),
        fc.integer({ min: 1, max: 4 }),
        (text, piece) => {
          readAll(text, 'a', piece);
        },
      ),
    );
  });
});
