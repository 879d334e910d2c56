/** What the ingestor answers of files, as far as the page shows it. */

export interface FileAnswer {
  readonly id: string;
  readonly name: string;
  readonly mapping: string;
  readonly state: 'waiting' | 'running' | 'done' | 'failed';
  readonly bytes: number;
  readonly bytesRead: number;
  readonly rowsRead: number;
  readonly rowsStored: number;
  readonly rowsRefused: number;
  readonly uploadedAt: string | null;
  readonly error: string | null;
  readonly waitsBecause?: string;
  readonly repeated?: boolean;
}

export interface TriedRow {
  readonly outcome: 'accepted' | 'marked' | 'quarantined';
  readonly row: number;
  readonly sheet?: string;
  readonly column?: string;
  readonly readings?: readonly {
    readonly measurement: string;
    readonly tags: Readonly<Record<string, string>>;
    readonly field: string;
    readonly value: string | number | boolean;
    readonly time: string;
    readonly quality?: string;
  }[];
  readonly record?: Readonly<Record<string, unknown>>;
  readonly reason?: string;
  readonly found?: string;
  readonly expected?: string;
  readonly raw?: string;
}
export interface TriedFile {
  readonly format: string;
  readonly columns: readonly string[];
  readonly rows: readonly TriedRow[];
  readonly accepted: number;
  readonly marked: number;
  readonly refused: number;
  readonly fault?: string;
}

export interface RefusedRow {
  readonly id: number;
  readonly row?: number;
  readonly sheet?: string;
  readonly column?: string;
  readonly reason: string;
  readonly raw: string;
}

/** How far a file is, as a sentence. */
export function fileText({
  state,
  bytes,
  bytesRead,
  rowsStored,
  rowsRefused,
  error,
  waitsBecause,
}: FileAnswer): string {
  const rows = `${rowsStored.toLocaleString('en-GB')} rows stored, ${rowsRefused.toLocaleString('en-GB')} refused`;
  switch (state) {
    case 'waiting':
      return waitsBecause === undefined ? 'waits for its turn' : `waits: ${waitsBecause}`;
    case 'running': {
      const percent = bytes === 0 ? 0 : Math.floor((100 * bytesRead) / bytes);
      return `${percent} % read, ${rows}${waitsBecause === undefined ? '' : `; waits: ${waitsBecause}`}`;
    }
    case 'done':
      return `done: ${rows}`;
    case 'failed':
      return `failed: ${error ?? 'no reason was kept'}`;
    default:
      return state satisfies never;
  }
}

/** What a row would become, in a line. */
export function triedText({ readings, record, raw = '' }: TriedRow): string {
  if (readings && readings.length > 0)
    return readings
      .map(
        ({ measurement, field, tags, value, time, quality }) =>
          `${tags['asset'] ?? '?'} ${measurement}.${field} = ${value} at ${time}${quality === undefined ? '' : ` (${quality})`}`,
      )
      .join('; ');
  if (record)
    return Object.entries(record)
      .map(([name, value]) => `${name} ${JSON.stringify(value)}`)
      .join(', ');
  return raw;
}

/** Why a row would be refused, what was found and what is expected. */
export const whyText = ({ reason, found, expected, column }: TriedRow): string =>
  reason === undefined
    ? ''
    : [
        column === undefined ? '' : `${column}: `,
        reason,
        found === undefined ? '' : `; found ${found}`,
        expected === undefined ? '' : `; expected ${expected}`,
      ].join('');
