import { fileMappingSchema } from '@wellhead/contracts';
import { cellText, type FileRow } from '../domain/cells.js';
import { openCsvRows } from './csv-rows.js';

/** The names of the columns of a CSV, and how it is written: its first row. */
export interface CsvHeader {
  readonly names: readonly string[];
  readonly delimiter: string;
  readonly encoding: 'utf-8' | 'windows-1251' | 'utf-16le';
}

/** A mapping that reads nothing, for the defaults of its format. */
const NO_MAPPING = fileMappingSchema.parse({ records: { type: 'none', columns: [{ column: 'none', field: 'none' }] } });

export async function readHeader(bytes: AsyncIterable<Buffer>): Promise<CsvHeader> {
  const reader = openCsvRows(NO_MAPPING);
  const rows: FileRow[] = [];
  for await (const piece of bytes) {
    rows.push(...reader.push(piece));
    if (rows.length > 0) break;
  }
  if (rows.length === 0) rows.push(...(await reader.end()).rows);
  const { delimiter, encoding } = reader.dialect;
  return { names: (rows[0]?.cells ?? []).map((cell) => cellText(cell).trim()), delimiter, encoding };
}
