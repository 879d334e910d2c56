import type { RawFormat } from '@wellhead/contracts';
import type { RejectedRow } from '../postgres/raw-files.js';

export interface CorrectedRows {
  /** Lines as the file has them; of a CSV only. */
  readonly lines: readonly string[];
  /** Objects of JSON with the columns of the file, values as text. */
  readonly objects: readonly string[];
}

/** What is asked of the process that transforms. Paths are of this machine. */
export interface TransformOrder {
  readonly rawFile: string;
  readonly rows: RawFormat;
  /** Rows that are read behind those of the file: refused ones as a person corrected them; absent: none were. */
  readonly corrected?: CorrectedRows;
  /** `YYYY-MM-DD`, the variable `day` of the SELECT. */
  readonly day: string;
  /** One SELECT of DuckDB over `raw`. */
  readonly select: string;
  /** Folder that the table is written into as Parquet, a file for each 16 MB; what was there is replaced. */
  readonly tableDir: string;
  /** Folder for what does not fit into memory. */
  readonly spillDir: string;
  readonly memoryMb: number;
  /** Refused rows that are told; the others are only counted. */
  readonly mostRejected: number;
}

/** What became of a file, and what it took. */
export interface Transformed {
  readonly columns: readonly string[];
  readonly parts: readonly string[];
  readonly rowsIn: number;
  readonly rowsOut: number;
  readonly rowsRejected: number;
  readonly reasons: readonly { readonly reason: string; readonly rows: number }[];
  readonly rejected: readonly RejectedRow[];
  /** Highest resident memory of the process so far, and what of it DuckDB held. */
  readonly residentPeakBytes: number;
  readonly enginePeakBytes: number;
  readonly spillPeakBytes: number;
}

/** A column and its type in Postgres, as `format_type` names it. */
export interface ExportColumn {
  readonly name: string;
  readonly type: string;
}

/** Good rows of parts as one file for COPY. */
export interface ExportOrder {
  readonly parts: readonly string[];
  readonly columns: readonly ExportColumn[];
  readonly file: string;
}

/** Binary where all columns can be, else CSV without a header, null = `\N`. */
export type CopyFormat = 'binary' | 'csv';

export interface TransformOperations {
  readonly transform: { readonly ask: TransformOrder; readonly answer: Transformed };
  readonly export: {
    readonly ask: ExportOrder;
    readonly answer: { readonly format: CopyFormat; readonly residentPeakBytes: number };
  };
}
export type OperationName = keyof TransformOperations;

export type TransformRequest = {
  [Name in OperationName]: { readonly op: Name; readonly ask: TransformOperations[Name]['ask'] };
}[OperationName];

export interface TransformProgress {
  readonly kind: 'progress';
  /** Share of the file that has been read, 0 to 1. */
  readonly ratio: number;
  readonly residentBytes: number;
}

export type TransformReply =
  | TransformProgress
  | { readonly kind: 'answer'; readonly answer: TransformOperations[OperationName]['answer'] }
  | { readonly kind: 'failed'; readonly reason: string };
