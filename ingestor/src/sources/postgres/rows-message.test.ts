import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { folderCases, shownMessage } from '../../../testing/folder-cases.js';
import { keyText, recordOf, rowsMessages } from './rows-message.js';
import { sourceTableSchema } from './source-table.js';

const caseSchema = z.object({
  table: z.object(sourceTableSchema),
  key: z.array(z.string()),
  rows: z.array(z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]))),
  operation: z.enum(['upsert', 'delete']).default('upsert'),
  expect: z.record(z.string(), z.unknown()),
});

describe('rows of a database', () => {
  it.each(folderCases(new URL('./testdata/', import.meta.url), caseSchema))('%s', async (_name, given) => {
    const rows = given.rows.map((row, at) => ({
      json: JSON.stringify(recordOf(given.table, row)),
      key: keyText(
        given.key,
        given.key.map((name) => String(row[name])),
      ),
      position: { stream: given.table.table, position: at + 1 },
    }));
    const [message, ...others] = rowsMessages(given.table, rows, given.operation);
    expect(others).toEqual([]);
    expect(message?.position).toEqual(rows.at(-1)?.position);
    expect(shownMessage(message!)).toMatchObject(given.expect);
    // What the intake refuses of the body is told by its key.
    const traced = await message!.trace?.([{ index: 0, raw: '', reason: 'refused later' }]);
    expect(traced?.[0]?.place?.['key']).toMatch(/^\w+=/);
  });
});
