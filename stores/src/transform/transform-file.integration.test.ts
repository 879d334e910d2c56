import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { rowsOf, withEngine } from './engine.js';
import { transformFile } from './transform-file.js';
import type { CorrectedRows } from './transform-messages.js';

describe('a file that becomes a table', () => {
  const dir = mkdtempSync(path.join(tmpdir(), 'wellhead-transform-'));
  afterAll(() => rmSync(dir, { recursive: true }));

  /** What becomes of a CSV with the columns id and value. */
  function transformed(lines: readonly string[], select: string, corrected?: CorrectedRows) {
    const rawFile = path.join(dir, 'raw.csv');
    writeFileSync(rawFile, `id,value\n${lines.join('\n')}\n`);
    return transformFile(
      {
        rawFile,
        rows: { format: 'csv', delimiter: ',', columns: ['id', 'value'] },
        ...(corrected && { corrected }),
        day: '2026-03-02',
        select,
        tableDir: path.join(dir, 'table'),
        spillDir: path.join(dir, 'spill'),
        memoryMb: 128,
        mostRejected: 10,
      },
      () => {},
    );
  }
  const judged = `-- Rows without a number are refused.
    select try_cast(id as bigint) as id, value, case when try_cast(id as bigint) is null then 'id is no number' end as reject_reason`;

  it.each([
    ['the row as it came', 'raw_row', '{"id":"x","value":"it said \\"no\\""}'],
    ['a text of its own', `'line ' || id`, '"line x"'],
  ])('keeps %s of refused rows, and leaves them out of the columns', async (_, row, content) => {
    const done = await transformed(
      ['1,a', 'x,"it said ""no"""', '2,b', '3,c,d'],
      `${judged}, ${row} as reject_row from raw;`,
    );
    expect(done).toMatchObject({ columns: ['id', 'value'], rowsIn: 4, rowsOut: 2, rowsRejected: 2 });
    expect(done.rejected).toEqual(
      expect.arrayContaining([
        { line: null, reason: 'id is no number', content },
        { line: 5, reason: expect.stringContaining('too many columns'), content: '3,c,d' },
      ]),
    );
  });

  it('writes nothing of rows that are good beside them', async () => {
    const done = await transformed(['1,a', '2,b'], `${judged}, raw_row as reject_row from raw`);
    const parts = done.parts.map((part) => `'${part}'`).join(', ');
    const [kept] = await withEngine({ memoryMb: 128, spillDir: dir }, (connection) =>
      rowsOf(
        connection,
        `select count(*)::int, count(reject_row)::int from read_parquet([${parts}])`,
        z.tuple([z.number(), z.number()]),
      ),
    );
    expect(kept).toEqual([2, 0]);
  });

  it('reads rows that were corrected behind those of the file, and refuses what is still wrong in them', async () => {
    const done = await transformed(['1,a', 'x,b', '3,c,d'], `${judged}, raw_row as reject_row from raw`, {
      lines: ['3,c', '4,e,f'],
      objects: ['{"id":"2","value":"b"}', '{"id":"y","value":"b"}'],
    });
    expect(done).toMatchObject({ rowsOut: 3, rowsRejected: 4 });
    expect(done.rejected.map(({ content }) => content).toSorted()).toEqual([
      '3,c,d',
      '4,e,f',
      '{"id":"x","value":"b"}',
      '{"id":"y","value":"b"}',
    ]);
  });

  it('keeps the whole row of the table where the SELECT tells no other', async () => {
    const done = await transformed(['1,a', 'x,b'], `${judged} from raw`);
    expect(done.rejected).toEqual([
      { line: null, reason: 'id is no number', content: '{"id":null,"value":"b","reject_reason":"id is no number"}' },
    ]);
  });
});
