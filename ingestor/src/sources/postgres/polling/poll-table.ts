import type { Pool } from 'pg';
import type { SourceContext } from '../../source.js';
import { asText } from '../as-text.js';
import { type ColumnValue, columnValue } from '../domain/column-values.js';
import { keyText, recordOf, rowsMessages, type SourceRow } from '../rows-message.js';
import { type PageStart, pageQuery, type PollQuery, printQuery, waitingQuery } from './poll-query.js';
import type { PolledTable } from './polling-config.js';
import {
  askedFrom,
  orderOf,
  positionOf,
  readTableProgress,
  type Reached,
  type TableProgress,
} from './table-progress.js';
import { openUnchangedRows } from './unchanged-rows.js';

/** Where the look-back holds more rows than this, they are read again only when one of them is no longer as it was. */
const FEW_ROWS = 100;

/** Waiting rows are counted up to here: more is told as so many. */
const MOST_COUNTED = 1_000_000;

export interface PolledTableState {
  /** Rows that wait; 0 when a round has ended. */
  readonly waiting: number;
  /** Reads on from where the last round came to the newest row. Rejects when the database does not answer or refuses. */
  round(): Promise<'done' | 'closing'>;
}

interface PageRow {
  readonly isNew: boolean;
  readonly at: Reached;
  readonly key: string;
  readonly json: string;
}

/** What a round found in the look-back: its print before it was read, if that was asked for, and how many rows were as before. */
interface LookBack {
  readonly print: string | undefined;
  readonly asBefore: number;
}

/** Follows one table by its watermark. */
export function openPolledTable(
  table: PolledTable,
  parts: { readonly pool: Pool; readonly rowsAtOnce: number } & Pick<SourceContext, 'keep' | 'positions'>,
): PolledTableState {
  const { pool, rowsAtOnce, keep } = parts;
  const { watermark } = table;
  let progress: TableProgress = readTableProgress(parts.positions.get(table.table));
  let waiting = 0;
  /** Of the last round that read to its end. */
  let lookedBack: LookBack = { print: undefined, asBefore: 0 };
  const unchanged = openUnchangedRows();
  const lookBack = watermark.form === 'time' ? watermark.lookBackSeconds * 1_000 : watermark.lookBack;

  const ask = async ({ text, values }: PollQuery) =>
    pool.query<(string | null)[]>({ text, values: [...values], rowMode: 'array', types: asText });

  async function readPage(start: PageStart): Promise<readonly PageRow[]> {
    const { rows, fields } = await ask(pageQuery(table, start, progress.reached, rowsAtOnce));
    const first = 2 + table.key.length;
    return rows.map((texts) => {
      const [isNew, mark, ...rest] = texts;
      const key = rest.slice(0, table.key.length).map((text) => text ?? '');
      const columns: Record<string, ColumnValue> = {};
      for (let at = first; at < fields.length; at++) {
        const { name, dataTypeID } = fields[at] ?? { name: '', dataTypeID: 0 };
        columns[name] = columnValue(dataTypeID, texts[at] ?? null);
      }
      return {
        isNew: isNew === 't',
        at: { watermark: mark ?? '', key },
        key: keyText(table.key, key),
        json: JSON.stringify(recordOf(table, columns)),
      };
    });
  }

  /** Keeps what is new or has changed; the progress moves with the new ones. Answers how many were as before. */
  async function keepPage(page: readonly PageRow[]): Promise<number | 'closed'> {
    let next = progress;
    const rows: SourceRow[] = [];
    for (const row of page) {
      if (!row.isNew && unchanged.has(row.key, row.json)) continue;
      next = { reached: row.isNew ? row.at : next.reached, rows: next.rows + 1 };
      rows.push({ json: row.json, key: row.key, position: positionOf(table.table, next) });
    }
    if (rows.length > 0 && (await keep(rowsMessages(table, rows))) === 'closed') return 'closed';
    progress = next;
    if (lookBack > 0) for (const { key, json, at } of page) unchanged.add(key, json, orderOf(watermark, at.watermark));
    return page.length - rows.length;
  }

  /** From where this round reads. The print is asked for before anything is read: what comes meanwhile makes another in the next round. */
  async function beginRound(): Promise<{ readonly start: PageStart } & LookBack> {
    const start = startOf(table, progress.reached, lookBack);
    const { reached } = progress;
    if (start.kind !== 'from' || reached === undefined || lookedBack.asBefore <= FEW_ROWS)
      return { start, print: undefined, asBefore: 0 };
    const { rows } = await ask(printQuery(table, start.watermark, reached));
    const print = JSON.stringify([start.watermark, reached, rows]);
    if (print === lookedBack.print) return { start: { kind: 'behind', row: reached }, ...lookedBack };
    return { start, print, asBefore: 0 };
  }

  async function countWaiting(behind: Reached): Promise<number> {
    const { rows } = await ask(waitingQuery(table, behind, MOST_COUNTED));
    return Number(rows[0]?.[0] ?? 0);
  }

  return {
    get waiting() {
      return waiting;
    },
    async round() {
      const { start: first, print, asBefore } = await beginRound();
      let passedOver = asBefore;
      for (let start: PageStart | undefined = first; start;) {
        const page: readonly PageRow[] = await readPage(start);
        const last: Reached | undefined = page.at(-1)?.at;
        const same = await keepPage(page);
        if (same === 'closed') return 'closing';
        passedOver += same;
        if (!last || page.length < rowsAtOnce) break;
        waiting = waiting > page.length ? waiting - page.length : await countWaiting(last);
        start = { kind: 'behind', row: last };
      }
      lookedBack = { print, asBefore: passedOver };
      waiting = 0;
      if (progress.reached) unchanged.forgetBefore(orderOf(watermark, progress.reached.watermark) - lookBack);
      return 'done';
    },
  };
}

function startOf({ watermark }: PolledTable, reached: Reached | undefined, lookBack: number): PageStart {
  if (reached && lookBack === 0) return { kind: 'behind', row: reached };
  const from = askedFrom(watermark, reached);
  return from === undefined ? { kind: 'everything' } : { kind: 'from', watermark: from };
}
