import type { FileRow, RowFault } from './cells.js';
import type { Converted } from './row-converter.js';

/** A refused row with its place in the file. */
export interface RefusedRow extends RowFault {
  readonly row: number;
  readonly line?: number;
  readonly sheet?: string;
  readonly raw: string;
}

/** Where a line or record comes from. */
export type RowPlace = Pick<FileRow, 'row' | 'line' | 'sheet' | 'raw'>;

/** Some rows of a file, converted. Sequence by sequence they make up the file. */
export interface FileChunk {
  /** Lines of line protocol, or a JSON list of records. */
  readonly text: string;
  /** Rows of the file up to the end of this chunk that are no header: how far it has been read. */
  readonly rowsRead: number;
  /** Rows in this chunk without a single value. */
  readonly emptyRows: number;
  readonly refused: readonly RefusedRow[];
  /** For each line, or each record, the row that it comes from. */
  readonly rows: readonly RowPlace[];
}

/**
 * A body tells its first thousand refusals one by one (`MAX_REFUSED`): chunks stay below, so that every bad row can be given back. Their text is
 * bounded too: rows may be long.
 */
const CHUNK_LINES = 1_000;
const CHUNK_CHARACTERS = 1_048_576;

export interface ChunkCollector {
  add(row: FileRow, converted: Converted): void;
  /** Whether it is full: then it is to be taken. */
  readonly isFull: boolean;
  take(rowsRead: number): FileChunk | undefined;
}

export function openChunks(kind: 'lines' | 'records', maxLines = CHUNK_LINES): ChunkCollector {
  let texts: string[] = [];
  let rows: RowPlace[] = [];
  let refused: RefusedRow[] = [];
  let characters = 0;
  let emptyRows = 0;
  let place: RowPlace;
  return {
    add(row, converted) {
      switch (converted.kind) {
        case 'text':
          texts.push(converted.text);
          // Without its cells: a chunk waits until it is kept, and they are most of what a row holds.
          place = placeOf(row);
          rows.push(place);
          characters += converted.text.length + row.raw.length;
          if (kind === 'lines')
            for (let at = converted.text.indexOf('\n'); at >= 0; at = converted.text.indexOf('\n', at + 1))
              rows.push(place);
          return;
        case 'nothing':
          emptyRows += 1;
          return;
        case 'fault':
          characters += row.raw.length;
          refused.push({
            row: row.row,
            ...(row.line === undefined ? {} : { line: row.line }),
            ...(row.sheet === undefined ? {} : { sheet: row.sheet }),
            raw: row.raw,
            ...converted.fault,
          });
          return;
        default:
          converted satisfies never;
      }
    },
    get isFull() {
      return rows.length + refused.length >= maxLines || characters >= CHUNK_CHARACTERS;
    },
    take(rowsRead) {
      if (rows.length === 0 && refused.length === 0 && emptyRows === 0) return undefined;
      const text = kind === 'lines' ? texts.join('\n') : `[${texts.join(',')}]`;
      const chunk: FileChunk = { text, rowsRead, emptyRows, refused, rows };
      texts = [];
      rows = [];
      refused = [];
      characters = emptyRows = 0;
      return chunk;
    },
  };
}

const placeOf = ({ row, line, sheet, raw }: FileRow): RowPlace =>
  sheet === undefined ? (line === undefined ? { row, raw } : { row, line, raw }) : { row, sheet, raw };
