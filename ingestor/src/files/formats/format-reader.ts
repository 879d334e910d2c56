import type { FileRow } from '../domain/cells.js';

/** Rows of a file, as its bytes come. The rows that name the columns come first, as rows. */
export interface FormatReader {
  push(bytes: Buffer): readonly FileRow[];
  /** The rows that are left, or what is wrong with the file as a whole. */
  end(): Promise<{ readonly rows: readonly FileRow[]; readonly fault?: string }>;
  /** How the file is written, once it is known. */
  readonly dialect: FileDialect;
}

/** How bad rows are given back, so that they can be sent again as they are. */
export interface FileDialect {
  readonly format: 'csv' | 'xlsx' | 'json' | 'ndjson';
  /** Of CSV; of XLSX: how its rows are given back. */
  readonly delimiter: string;
  readonly encoding: 'utf-8' | 'windows-1251' | 'utf-16le';
}
