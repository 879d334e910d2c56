import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { csvLine, findDelimiter } from './csv-dialect.js';
import { type CsvRecord, MAX_RECORD, openCsvReader } from './csv-records.js';

/** Reads a text handed over in pieces of a length. */
function readAll(text: string, delimiter = ',', piece = text.length || 1): CsvRecord[] {
  const reader = openCsvReader(delimiter);
  const records: CsvRecord[] = [];
  for (let at = 0; at < text.length; at += piece) records.push(...reader.push(text.slice(at, at + piece)));
  return [...records, ...reader.end()];
}
const cells = (records: readonly CsvRecord[]) => records.map((record) => record.broken?.reason ?? record.cells);

describe('records of a CSV', () => {
  it('are cut at delimiters and line ends of either kind, the last without one', () =>
    expect(cells(readAll('a,b\r\n1,2\n3,4'))).toEqual([
      ['a', 'b'],
      ['1', '2'],
      ['3', '4'],
    ]));

  it('may hold delimiters, quotes and line ends inside of quotes', () =>
    expect(readAll('"a,1","say ""hi""","two\r\nlines",end\r\nx,,"",y\n')).toMatchObject([
      { cells: ['a,1', 'say "hi"', 'two\r\nlines', 'end'], row: 1, line: 1 },
      { cells: ['x', '', '', 'y'], row: 2, line: 3 },
    ]));

  it('keep a quote inside of an unquoted cell as text', () =>
    expect(cells(readAll('12" pipe,5\n'))).toEqual([['12" pipe', '5']]));

  it('count empty lines, as an editor does', () =>
    expect(readAll('a\n\nb\n').map(({ row, cells: found }) => [row, ...found])).toEqual([
      [1, 'a'],
      [2, ''],
      [3, 'b'],
    ]));

  it('end with their line where a quote is not closed: what follows is read', () => {
    const records = readAll('a,b\n1,"open\n2,3\n4,5\n');
    expect(cells(records)).toEqual([['a', 'b'], 'a quote is opened and not closed', ['2', '3'], ['4', '5']]);
    expect(records[1]).toMatchObject({ raw: '1,"open', line: 2 });
  });

  it('end with their line where text stands behind a closing quote', () =>
    expect(cells(readAll('"1"x,2\n3,4\n'))).toEqual(['there is text behind a closing quote', ['3', '4']]));

  it('are told as too long, once, and what follows is read', () => {
    const records = readAll(`${'x'.repeat(3 * MAX_RECORD)}\nnext,row\n`, ',', 10_000);
    expect(cells(records)).toEqual(['the row is too long', ['next', 'row']]);
    expect(records[1]).toMatchObject({ row: 2, line: 2 });
  });

  it('come back as they were written, however the text is cut into pieces', () => {
    const text = fc.array(
      fc.array(fc.string({ unit: fc.constantFrom(...Array.from('ab,;"\r\n ü')) }), { minLength: 2 }),
      {
        minLength: 1,
      },
    );
    fc.assert(
      fc.property(text, fc.constantFrom(',', ';'), fc.integer({ min: 1, max: 20 }), (rows, delimiter, piece) => {
        const written = rows.map((row) => csvLine(row, delimiter)).join('\n');
        expect(readAll(`${written}\n`, delimiter, piece).map((record) => record.cells)).toEqual(rows);
      }),
    );
  });

  it('are the same for any text, however it is cut into pieces', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom(...Array.from('a,"\r\n')) }),
        fc.integer({ min: 1, max: 5 }),
        (text, piece) => {
          expect(readAll(text, ',', piece)).toEqual(readAll(text));
        },
      ),
    );
  });
});

describe('the delimiter of a CSV', () => {
  it.each([
    ['time;value\n2026-01-01;1,5\n2026-01-02;2,25\n', ';'],
    ['time,value\n2026-01-01,1.5\n', ','],
    ['time\tname of it, long\n1\ta, b\n', '\t'],
    ['a|b|c\n1|2|3\n', '|'],
    ['only\n1\n', ','],
    ['"a;b",c\n"1;2",3\n', ','],
  ])('of %j is %j', (sample, expected) => expect(findDelimiter(sample, 1)).toBe(expected));

  it('is looked for from the row that names the columns on', () =>
    expect(findDelimiter('Report, made by, someone\n\na;b\n1;2\n', 3)).toBe(';'));
});
