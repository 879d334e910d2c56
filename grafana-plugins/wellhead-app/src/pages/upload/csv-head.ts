/** The names of the columns of a CSV and its first rows, to choose by; the ingestor reads the whole file by its own rules. Pure. */
export interface CsvHead {
  readonly names: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

const DELIMITERS = [';', ',', '\t', '|'];
const SHOWN_ROWS = 3;

export function csvHeadOf(text: string): CsvHead {
  const beginning = text.replace(/^\uFEFF/, '');
  const header = beginning.split(/\r?\n/, 1)[0] ?? '';
  const delimiter = DELIMITERS.toSorted((a, b) => header.split(b).length - header.split(a).length)[0] ?? ',';
  const [names = [], ...rows] = rowsOf(beginning, delimiter, SHOWN_ROWS + 1);
  return { names: names.map((name) => name.trim()), rows };
}

/** Cells in quotes may hold delimiters, line ends and doubled quotes. */
function rowsOf(text: string, delimiter: string, most: number): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let cell = '';
  let quoted = false;
  const endRow = (): void => {
    row.push(cell);
    if (row.some((each) => each !== '')) rows.push(row);
    [row, cell] = [[], ''];
  };
  for (let at = 0; at < text.length && rows.length < most; at++) {
    const letter = text[at] as string;
    if (quoted) {
      if (letter !== '"') cell += letter;
      else if (text[at + 1] === '"') cell += text[++at];
      else quoted = false;
    } else if (letter === '"') quoted = true;
    else if (letter === delimiter) {
      row.push(cell);
      cell = '';
    } else if (letter === '\n') endRow();
    else if (letter !== '\r') cell += letter;
  }
  if (rows.length < most) endRow();
  return rows;
}

/** The beginning of a file as text: UTF-8 where it is that, else Windows-1251. A character that is cut at the end is left out. */
export async function beginningOf(
  file: Blob,
  bytes = 65_536,
): Promise<{ readonly text: string; readonly encoding: 'utf-8' | 'windows-1251' }> {
  const buffer = await file.slice(0, bytes).arrayBuffer();
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(buffer, { stream: true });
    return { text, encoding: 'utf-8' };
  } catch {
    // Not UTF-8: of the encodings that a mapping may name this is the one that tables of old systems have.
    return { text: new TextDecoder('windows-1251').decode(buffer), encoding: 'windows-1251' };
  }
}
