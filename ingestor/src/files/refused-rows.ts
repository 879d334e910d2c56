import { z } from 'zod';
import type { Pool } from 'pg';
import type { FileJob } from '@wellhead/stores';
import { csvCell, csvLine } from './domain/csv-dialect.js';
import { openCsvReader } from './domain/csv-records.js';
import { encodeText } from './formats/encode-text.js';

/** A refused row of a file: where it stood, and why. */
export interface RefusedFileRow {
  readonly id: number;
  readonly row?: number;
  readonly line?: number;
  readonly sheet?: string;
  readonly column?: string;
  /** What is wrong, what was found, what was expected. */
  readonly reason: string;
  readonly raw: string;
}

const placeSchema = z.object({
  row: z.number().optional(),
  line: z.number().optional(),
  sheet: z.string().optional(),
  column: z.string().optional(),
});

const headSchema = z.object({
  dialect: z.object({
    format: z.enum(['csv', 'xlsx', 'json', 'ndjson']),
    delimiter: z.string(),
    encoding: z.enum(['utf-8', 'windows-1251', 'utf-16le']),
  }),
  columns: z.array(z.string()),
  preamble: z.array(z.string()),
});

/** Refused rows in the order of the file, those behind `afterId`. */
export async function listRefusedRows(
  pool: Pool,
  fileId: string,
  afterId: number,
  limit: number,
): Promise<readonly RefusedFileRow[]> {
  const { rows } = await pool.query<{ id: string; reason: string; raw: string; place: unknown }>(
    `select id, reason, raw, place from ops.quarantine
     where place ->> 'file' = $1 and place ? 'file' and id > $2 order by id limit $3`,
    [fileId, afterId, limit],
  );
  return rows.map(({ id, reason, raw, place }) => ({ id: Number(id), ...placeSchema.parse(place), reason, raw }));
}

const PAGE_ROWS = 1_000;
/** Name of the column that tells why; where the file has one of this name that its mapping reads, the other. */
const REASON = 'reason';
const OTHER_REASON = 'refused_because';

/** The media type of bad rows, as they are given back, and the ending of their name. */
export const badRowsType = ({
  format,
}: Pick<FileJob, 'format'>): { readonly mediaType: string; readonly ending: string } =>
  format === 'json' || format === 'ndjson'
    ? { mediaType: 'application/x-ndjson', ending: 'ndjson' }
    : { mediaType: 'text/csv', ending: 'csv' };

/**
 * The refused rows as a file that can be corrected and sent again as it is: in the dialect of their file, below its header, with a column that tells why.
 * Rows of a sheet come as CSV, those of JSON as NDJSON.
 */
export async function* writeBadRows(pool: Pool, file: FileJob, mapped: readonly string[]): AsyncGenerator<Buffer> {
  const parsed = headSchema.safeParse(file.head);
  if (!parsed.success) return;
  const { dialect, columns, preamble } = parsed.data;
  const isJson = dialect.format === 'json' || dialect.format === 'ndjson';
  const reasonName = mapped.includes(REASON) ? OTHER_REASON : REASON;
  const writeRow = isJson
    ? jsonRow(reasonName)
    : csvRow(dialect.delimiter, columns.length, columns.indexOf(reasonName));
  const encode = encodeText(dialect.encoding);
  if (!isJson) {
    const header = writeRow(preamble.at(-1) ?? csvLine(columns, dialect.delimiter), reasonName);
    yield encode([...preamble.slice(0, -1), header].map((line) => `${line}\n`).join(''), true);
  }
  let afterId = 0;
  let lastPlace = '';
  for (;;) {
    const page = await listRefusedRows(pool, file.id, afterId, PAGE_ROWS);
    // A row may have been refused in several of its readings: it is given back once.
    const lines = page.flatMap(({ row, sheet, column, reason, raw }) => {
      const place = `${sheet ?? ''} ${row ?? ''}`;
      if (place === lastPlace) return [];
      lastPlace = place;
      const where = [sheet && `sheet ${sheet}`, row !== undefined && `row ${row}`, column && `column ${column}`];
      return [`${writeRow(raw, `${where.filter(Boolean).join(', ')}: ${reason}`)}\n`];
    });
    if (lines.length > 0) yield encode(lines.join(''), false);
    const last = page.at(-1);
    if (!last || page.length < PAGE_ROWS) return;
    afterId = last.id;
  }
}

/** Puts a cell behind the last column of a row, or in the place of the one that is there from the last time. */
function csvRow(delimiter: string, width: number, reasonPlace: number): (raw: string, reason: string) => string {
  return (raw, given) => {
    const reason = given.replaceAll('\n', ' ');
    const [record] = openCsvReader(delimiter).push(`${raw}\n`);
    const lacking = Math.max(0, width - (record?.cells.length ?? width));
    // A row that cannot be cut into cells is given back as it is, for a person to look at.
    if (reasonPlace < 0 || !record || record.broken)
      return raw + delimiter.repeat(1 + (record?.broken ? 0 : lacking)) + csvCell(reason, delimiter);
    const cells = [...record.cells, ...Array<string>(lacking).fill('')];
    cells[reasonPlace] = reason;
    return csvLine(cells, delimiter);
  };
}

/** Puts a member into an object; what is no object is given back as it is. */
const jsonRow =
  (reasonName: string) =>
  (raw: string, reason: string): string => {
    try {
      const row: unknown = JSON.parse(raw);
      if (typeof row === 'object' && row !== null && !Array.isArray(row))
        return JSON.stringify({ ...row, [reasonName]: reason });
    } catch {
      return raw.replaceAll('\n', ' ');
    }
    return raw;
  };
