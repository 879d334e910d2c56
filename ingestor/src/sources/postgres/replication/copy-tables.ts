import { inTransaction, quoteIdentifier, quoteTable, type SourcePosition } from '@wellhead/stores';
import type { Pool, PoolClient } from 'pg';
import { z } from 'zod';
import type { SourceContext } from '../../source.js';
import { asText } from '../as-text.js';
import { columnValue } from '../domain/column-values.js';
import { keyText, recordOf, rowsMessages, type SourceRow } from '../rows-message.js';
import type { SourceTable } from '../source-table.js';
import type { TableKeys } from './table-keys.js';

const cursorSchema = z.object({ key: z.array(z.string()), isWhole: z.boolean() });

export interface CopyParts extends Pick<SourceContext, 'keep'> {
  readonly pool: Pool;
  readonly rowsAtOnce: number;
  readonly keys: TableKeys;
  /** Where copies have come; moved with what is kept. */
  readonly positions: Map<string, SourcePosition>;
}

/**
 * Copies what tables hold, all out of one snapshot: the given one, or that of now. A copy that a crash has broken off goes on behind its last
 * durable row; what has changed before it in between is told by the slot, which is older.
 */
export function copyTables(
  tables: readonly SourceTable[],
  snapshot: string | undefined,
  parts: CopyParts,
): Promise<'copied' | 'closing'> {
  return inTransaction(parts.pool, async (client) => {
    await client.query('set transaction isolation level repeatable read, read only');
    if (snapshot !== undefined) await client.query(`set transaction snapshot '${snapshot}'`);
    for (const table of tables) if ((await copyTable(client, table, parts)) === 'closing') return 'closing';
    return 'copied';
  });
}

async function copyTable(
  client: PoolClient,
  table: SourceTable,
  { rowsAtOnce, keep, positions, keys }: CopyParts,
): Promise<'copied' | 'closing'> {
  const stream = `copy/${table.table}`;
  const key = keys.get(table.table) ?? [];
  const order = key.map(quoteIdentifier).join(', ');
  const start = readCursor(positions.get(stream));
  let isWhole = start?.isWhole ?? false;
  let after = start?.key;
  let copied = positions.get(stream)?.position ?? 0;
  while (!isWhole) {
    const behind = after ? `where (${order}) > (${after.map((_, at) => `$${at + 1}`).join(', ')})` : '';
    const { rows, fields } = await client.query<(string | null)[]>({
      // One more than is kept, to know the last page.
      text: `select ${order}, * from ${quoteTable(table.table)} ${behind} order by ${order} limit ${rowsAtOnce + 1}`,
      values: after ?? [],
      rowMode: 'array',
      types: asText,
    });
    isWhole = rows.length <= rowsAtOnce;
    const page = rows.slice(0, rowsAtOnce).map((texts, at): SourceRow => {
      const named = texts.slice(0, key.length).map((text) => text ?? '');
      const columns = texts.slice(key.length).map((text, column) => {
        const { name, dataTypeID } = fields[key.length + column] ?? { name: '', dataTypeID: 0 };
        return [name, columnValue(dataTypeID, text)] as const;
      });
      const cursor = JSON.stringify({ key: named, isWhole: isWhole && at + 1 === rows.length });
      return {
        json: JSON.stringify(recordOf(table, Object.fromEntries(columns))),
        key: keyText(key, named),
        position: { stream, position: copied + at + 1, cursor },
      };
    });
    const last = page.at(-1);
    if (!last) break;
    if ((await keep(rowsMessages(table, page))) === 'closed') return 'closing';
    positions.set(stream, last.position);
    after = readCursor(last.position)?.key;
    copied += page.length;
  }
  return 'copied';
}

function readCursor(position: SourcePosition | undefined): z.infer<typeof cursorSchema> | undefined {
  try {
    return cursorSchema.parse(JSON.parse(position?.cursor ?? ''));
  } catch {
    return undefined;
  }
}
