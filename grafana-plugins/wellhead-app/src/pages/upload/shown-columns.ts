import type { FileHead } from '@wellhead/contracts';

/** Columns of a table of a file and its first values, to choose by. Pure. */
export interface ShownColumns {
  /** An empty one: a column without a name, which cannot be mapped. */
  readonly names: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

const SHOWN_ROWS = 3;
/** A header fills this share of the columns of the widest row; a title above it does not. */
const HEADER_SHARE = 0.7;

const filled = (row: readonly string[]): number => row.filter((cell) => cell.trim() !== '').length;

/** The row that names the columns, from 1: the first one that fills most of the columns. */
export function headerRowOf({ tables }: FileHead, table: string): number {
  const rows = tables.find(({ name }) => name === table)?.rows ?? [];
  const widest = Math.max(0, ...rows.map(filled));
  return Math.max(1, rows.findIndex((row) => filled(row) >= HEADER_SHARE * widest) + 1);
}

export function columnsOf({ tables }: FileHead, table: string, headerRow: number): ShownColumns {
  const rows = tables.find(({ name }) => name === table)?.rows ?? [];
  return {
    names: (rows[headerRow - 1] ?? []).map((name) => name.trim()),
    rows: rows.slice(headerRow, headerRow + SHOWN_ROWS),
  };
}
