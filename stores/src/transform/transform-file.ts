import { createReadStream } from 'node:fs';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { DuckDBConnection } from '@duckdb/node-api';
import type { RawFormat } from '@wellhead/contracts';
import { z } from 'zod';
import { quoteIdentifier } from '../postgres/identifiers.js';
import { literal, rowsOf, withEngine } from './engine.js';
import type { Transformed, TransformOrder } from './transform-messages.js';

const PART_BYTES = '16MB';
/** Rows of a Parquet row group: half of DuckDB's default. Each thread holds one of them, and smaller ones are written in less time too. */
const GROUP_ROWS = 61_440;
/** Of a CSV that is read at once by a thread; by default it is four times as much, which is most of what the process takes. */
const READ_BYTES = 8 * 1024 * 1024;
/** A document of JSON, such as a page of an API, is held as a whole. */
const LARGEST_DOCUMENT_BYTES = 32 * 1024 * 1024;
/** One row, as a person corrects it. */
const LARGEST_ROW_BYTES = 1024 * 1024;

/** A table function that reads the file, every value as text. */
function readerOf(file: string, rows: RawFormat): string {
  const from = literal(file);
  switch (rows.format) {
    case 'csv':
      // Lines that cannot be read are kept apart with their number and reason, and stop nothing.
      return `select * from read_csv(${from}, header = true, all_varchar = true, delim = ${literal(rows.delimiter)}, quote = '"', escape = '"', comment = '', skip = 0, buffer_size = ${READ_BYTES}, store_rejects = true, rejects_limit = 0)`;
    case 'json': {
      const struct = rows.columns.map((column) => `${quoteIdentifier(column)} VARCHAR`).join(', ');
      const options = `maximum_object_size = ${LARGEST_DOCUMENT_BYTES}`;
      if (rows.rowsAt === undefined) return jsonReader(file, rows.columns, LARGEST_DOCUMENT_BYTES);
      const list = literal(`STRUCT(${struct})[]`);
      return `select unnest(${quoteIdentifier(rows.rowsAt)}, recursive := true) from read_json(${from}, format = 'unstructured', ${options}, columns = {${literal(rows.rowsAt)}: ${list}})`;
    }
    default:
      return rows satisfies never;
  }
}

const jsonReader = (file: string, columns: readonly string[], largestBytes: number): string =>
  `select * from read_json(${literal(file)}, format = 'auto', maximum_object_size = ${largestBytes}, columns = {${columns.map((column) => `${literal(column)}: 'VARCHAR'`).join(', ')}})`;

/** Makes the view `raw`: the columns that the file must hold, as text, and `raw_row`, all of them as a struct: text is made of it for refused rows alone. Throws when one is missing. */
async function openRaw(connection: DuckDBConnection, order: TransformOrder): Promise<void> {
  const { rawFile, rows } = order;
  const reader = readerOf(rawFile, rows);
  const names = await columnsOf(connection, reader);
  const missing = rows.columns.filter((column) => !names.includes(column));
  if (missing.length > 0)
    throw new Error(
      `the file has no column ${missing.join(', ')}; it has ${names.slice(0, 50).join(', ')}: is it another file, or has its header changed?`,
    );
  const columns = rows.columns.map(quoteIdentifier).join(', ');
  const struct = rows.columns.map((column) => `${literal(column)}: ${quoteIdentifier(column)}`).join(', ');
  const readers = [reader, ...(await correctedReaders(order))];
  await connection.run(
    `create view raw as ${readers.map((from) => `select ${columns}, {${struct}} as raw_row from (${from})`).join(' union all ')}`,
  );
}

/** Readers of the corrected rows, which are laid down as files: lines of a CSV below its own header. */
async function correctedReaders({ rawFile, rows, corrected, spillDir }: TransformOrder): Promise<readonly string[]> {
  const readers: string[] = [];
  const { lines = [], objects = [] } = corrected ?? {};
  if (rows.format === 'csv' && lines.length > 0) {
    const file = path.join(spillDir, 'corrected.csv');
    await writeFile(file, [await firstLine(rawFile), ...lines, ''].join('\n'));
    readers.push(readerOf(file, rows));
  }
  if (objects.length > 0) {
    const file = path.join(spillDir, 'corrected.ndjson');
    await writeFile(file, [...objects, ''].join('\n'));
    // As few as a person corrects: DuckDB takes memory for the largest object that may come.
    readers.push(jsonReader(file, rows.columns, LARGEST_ROW_BYTES));
  }
  return readers;
}

async function firstLine(file: string): Promise<string> {
  for await (const line of createInterface({ input: createReadStream(file) })) return line;
  return '';
}

/**
 * The SELECT of the pack. The `reject_row` of a refused row becomes text at once, the others have none: a struct would cost a column of nothing for
 * each of its fields (a third of the time that a CSV of trades takes).
 */
async function selectOf(connection: DuckDBConnection, order: TransformOrder): Promise<string> {
  const select = `${order.select.trim().replace(/;$/, '')}\n`;
  const columns = await columnsOf(connection, `select * from (${select})`);
  return columns.includes('reject_row') && columns.includes('reject_reason')
    ? `select * replace (case when reject_reason is not null then to_json(reject_row)::varchar end as reject_row) from (${select})`
    : select;
}

const columnsOf = async (connection: DuckDBConnection, select: string): Promise<string[]> =>
  (await rowsOf(connection, `describe ${select}`, z.tuple([z.string()]).rest(z.unknown()))).map(([name]) => name);

const profileSchema = z.object({
  operator_name: z.string().optional(),
  operator_cardinality: z.number().optional(),
  system_peak_buffer_memory: z.number().optional(),
  system_peak_temp_dir_size: z.number().optional(),
  get children() {
    return z.array(profileSchema).optional();
  },
});
type Profile = z.infer<typeof profileSchema>;

/** Rows that the reader of the file handed on. */
const rowsRead = (profile: Profile): number =>
  (/^READ_CSV|^READ_JSON|^TABLE_SCAN/.test((profile.operator_name ?? '').trim())
    ? (profile.operator_cardinality ?? 0)
    : 0) + (profile.children ?? []).reduce((sum, child) => sum + rowsRead(child), 0);

/**
 * Makes a raw file a table of Parquet files: one pass, in bounded memory. Rows that the SELECT refuses lie in the table with their reason; loads
 * leave them out. Throws one sentence for a file or SELECT that cannot be read.
 */
export async function transformFile(
  order: TransformOrder,
  onProgress: (ratio: number) => void,
): Promise<Omit<Transformed, 'residentPeakBytes'>> {
  await rm(order.tableDir, { recursive: true, force: true });
  await mkdir(order.tableDir, { recursive: true });
  await mkdir(order.spillDir, { recursive: true });
  return withEngine(order, async (connection) => {
    await connection.run('set enable_progress_bar = true; set enable_progress_bar_print = false');
    await connection.run(`set variable day = date ${literal(order.day)}`);
    await openRaw(connection, order);
    const select = await selectOf(connection, order);
    const profileFile = path.join(order.spillDir, 'profile.json');
    await connection.run(`pragma enable_profiling = 'json'; pragma profiling_output = ${literal(profileFile)}`);
    const timer = setInterval(() => onProgress(Math.max(0, connection.progress.percentage) / 100), 1_000);
    try {
      await connection.run(
        `copy (${select}) to ${literal(order.tableDir)} (format parquet, file_size_bytes '${PART_BYTES}', row_group_size ${GROUP_ROWS}, overwrite true)`,
      );
    } finally {
      clearInterval(timer);
      await connection.run('pragma disable_profiling');
    }
    const profile = profileSchema.parse(JSON.parse(await readFile(profileFile, 'utf8')));
    const told = await tellTable(connection, order);
    return {
      ...told,
      rowsIn: order.rows.format === 'csv' ? rowsRead(profile) + told.linesRejected : told.rowsOut + told.rowsRejected,
      enginePeakBytes: profile.system_peak_buffer_memory ?? 0,
      spillPeakBytes: profile.system_peak_temp_dir_size ?? 0,
    };
  });
}

type Told = Pick<Transformed, 'columns' | 'parts' | 'rowsOut' | 'rowsRejected' | 'reasons' | 'rejected'> & {
  readonly linesRejected: number;
};

/** What the table holds, and which rows were refused and why. */
async function tellTable(
  connection: DuckDBConnection,
  { tableDir, rows, mostRejected }: TransformOrder,
): Promise<Told> {
  const parts = (await readdir(tableDir))
    .filter((name) => name.endsWith('.parquet'))
    .sort((a, b) => a.localeCompare(b, 'en', { numeric: true }))
    .map((name) => path.join(tableDir, name));
  const table = `read_parquet([${parts.map(literal).join(', ')}])`;
  const names = await columnsOf(connection, `select * from ${table}`);
  const hasReason = names.includes('reject_reason');
  const content = names.includes('reject_row') ? 'reject_row' : 'to_json(t)::varchar';
  await connection.run('create temp table refused (line bigint, reason varchar, content varchar)');
  if (rows.format === 'csv')
    await connection.run(
      `insert into refused select line, any_value(lower(error_type) || ': ' || error_message), any_value(csv_line) from reject_errors group by scan_id, file_id, line order by scan_id, file_id, line`,
    );
  const [[linesRejected] = [0]] = await rowsOf(
    connection,
    'select count(*)::double from refused',
    z.tuple([z.number()]),
  );
  // Rows are counted in the files; only as many are brought here as are told.
  const counted = hasReason
    ? await rowsOf(
        connection,
        `select reject_reason, count(*)::double from ${table} where reject_reason is not null group by 1 order by 2 desc, 1 limit 100`,
        z.tuple([z.string(), z.number()]),
      )
    : [];
  const byLine = await rowsOf(
    connection,
    `select reason, count(*)::double from refused group by 1 order by 2 desc, 1 limit 100`,
    z.tuple([z.string(), z.number()]),
  );
  if (hasReason)
    await connection.run(
      `insert into refused select null, reject_reason, ${content} from ${table} t where reject_reason is not null limit ${mostRejected}`,
    );
  const rejected = await rowsOf(
    connection,
    `select line::double, reason, content from refused limit ${mostRejected}`,
    z.tuple([z.number().nullable(), z.string(), z.string().nullable()]),
  );
  const [[all, good] = [0, 0]] = await rowsOf(
    connection,
    `select count(*)::double, count(*) ${hasReason ? 'filter (where reject_reason is null)' : ''}::double from ${table}`,
    z.tuple([z.number(), z.number()]),
  );
  return {
    columns: names.filter((name) => name !== 'reject_reason' && name !== 'reject_row'),
    parts,
    rowsOut: good,
    linesRejected,
    rowsRejected: all - good + linesRejected,
    reasons: [...counted, ...byLine].map(([reason, count]) => ({ reason, rows: count })),
    rejected: rejected.map(([line, reason, text]) => ({ line, reason, content: text ?? '' })),
  };
}
