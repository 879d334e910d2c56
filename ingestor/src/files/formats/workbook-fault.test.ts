import { describe, expect, it } from 'vitest';
import { readCorpus } from '../../../testing/bad-input/corpus.js';
import { workbookFault } from './workbook-fault.js';

const workbook = (name: string): Buffer => {
  const found = readCorpus('xlsx').find((file) => file.name === name);
  if (!found) throw new Error(`the corpus has no ${name}`);
  return found.bytes;
};

describe('what a workbook unpacks to', () => {
  it('may be opened when its sheets are of a size that people fill', () => {
    expect(workbookFault(workbook('two-sheets.xlsx'))).toBeUndefined();
  });

  it('is refused when a cell far away would make billions of empty ones', () => {
    expect(workbookFault(workbook('cell-far-away.xlsx'))).toContain('it names a row or cell “ZZZZZ9”');
  });

  it('is refused when the number of a row is none that a sheet can have', () => {
    expect(workbookFault(workbook('row-beyond-numbers.xlsx'))).toContain('“1.7976931348623157e309”');
  });

  it('is refused when it is no archive, or cut off', () => {
    const bytes = workbook('two-sheets.xlsx');
    for (const broken of [Buffer.alloc(0), Buffer.from('PK'), bytes.subarray(0, bytes.length - 30)])
      expect(workbookFault(broken)).toContain('cut off');
  });
});
