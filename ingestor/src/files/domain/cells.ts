/** What a cell of a row may hold. CSV has text; XLSX also numbers, truths and dates; JSON whatever JSON has. A date cell has no zone. */
export type Cell = string | number | boolean | Date | null;

/** A row as a format gives it, its cells in the order of the header. */
export interface FileRow {
  readonly cells: readonly Cell[];
  /** 1-based number of the row in its file or sheet, the header included. */
  readonly row: number;
  /** 1-based line of a text file on which it begins. */
  readonly line?: number;
  readonly sheet?: string;
  /** Why it cannot be read at all. */
  readonly broken?: RowFault;
  /** The row as it came; of a sheet: its cells as a line of CSV. */
  readonly raw: string;
}

/** Why a row is refused: what, where, found, expected. */
export interface RowFault {
  readonly column?: string;
  readonly reason: string;
  readonly found?: string;
  readonly expected?: string;
}

/** A cell as a person sees it. */
export function cellText(cell: Cell | undefined): string {
  if (typeof cell === 'string') return cell;
  if (cell === null || cell === undefined) return '';
  return cell instanceof Date
    ? cell
        .toISOString()
        .replace('T', ' ')
        .replace(/(\.000)?Z$/, '')
    : String(cell);
}

/** What was found, for a message. */
export const foundText = (cell: Cell | undefined): string => {
  const text = cellText(cell);
  return text === '' ? 'an empty cell' : text.slice(0, 100);
};
