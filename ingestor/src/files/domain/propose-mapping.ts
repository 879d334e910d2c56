import type { RecordType, Signal } from '@wellhead/contracts';

const TIMES = ['time', 'timestamp', 'date', 'datetime'];
const ASSETS = ['asset', 'well_id', 'well', 'tank', 'store'];
const NAMES = ['sensor_type', 'signal', 'tag'];
const VALUES = ['value'];

/**
 * Proposes a mapping by the names of columns alone, which must be exactly those of the catalogue: `measurement.field` or the field of one signal; the
 * four columns of the long form; or the fields of one record type. Anything else is for a person to say.
 */
export function proposeMapping(
  header: { readonly names: readonly string[]; readonly delimiter: string },
  signals: readonly Signal[],
  recordTypes: readonly RecordType[],
): { readonly yaml: string } | { readonly fault: string } {
  const { names } = header;
  const first = (wanted: readonly string[]): string | undefined => wanted.find((name) => names.includes(name));
  const csv = `csv:\n  delimiter: ${quoted(header.delimiter)}\n`;
  const record = recordTypes.find((type) => fitsRecord(type, names));
  if (record) return { yaml: csv + recordsOf(record, names) };

  const [time, asset, name, value] = [first(TIMES), first(ASSETS), first(NAMES), first(VALUES)];
  if (time === undefined) return { fault: nothingFits(names, `no column for the time (${TIMES.join(', ')})`) };
  const head = `${csv}time:\n  column: ${quoted(time)}\n  format: iso\n  zone: UTC\nreadings:\n`;
  const assetLine =
    asset === undefined ? `  asset:\n    fixed: NAME-OF-THE-ASSET\n` : `  asset:\n    column: ${quoted(asset)}\n`;
  if (name !== undefined && value !== undefined)
    return {
      yaml: `${head}  form: long\n${assetLine}  name: ${quoted(name)}\n  value: ${quoted(value)}\n  unmapped:\n    measurement: readings\n`,
    };
  const columns = names.flatMap((column) => {
    const signal = signalNamed(column, signals);
    return signal === undefined ? [] : [`    - column: ${quoted(column)}\n      signal: ${quoted(signal)}\n`];
  });
  if (columns.length === 0)
    return { fault: nothingFits(names, 'no column with the name of a signal, and no name and value columns') };
  return { yaml: `${head}  form: wide\n${assetLine}  columns:\n${columns.join('')}` };
}

/** Text as YAML takes it, whatever it holds. */
const quoted = (text: string): string => JSON.stringify(text);

const nothingFits = (names: readonly string[], lack: string): string =>
  `No mapping can be proposed: there is ${lack} among ${names.map((name) => `“${name}”`).join(', ') || 'no columns'}. ` +
  'Names must be exactly those of the catalogue; write a mapping, docs/how-to/upload-files.md shows how.';

/** `measurement.field`, if a column has this name, or that of a field which only one signal has. */
function signalNamed(column: string, signals: readonly Signal[]): string | undefined {
  const known = [...new Set(signals.map(({ measurement, field }) => `${measurement}.${field}`))];
  if (known.includes(column)) return column;
  const ofField = known.filter((signal) => signal.endsWith(`.${column}`));
  return ofField.length === 1 ? ofField[0] : undefined;
}

const requiredOf = ({ schema, key }: RecordType): string[] => {
  const required = Array.isArray(schema['required']) ? schema['required'].map(String) : [];
  return [...new Set([...key, ...required])];
};

const fieldsOf = ({ schema }: RecordType): string[] =>
  Object.keys((schema['properties'] ?? {}) as Record<string, unknown>);

const fitsRecord = (type: RecordType, names: readonly string[]): boolean =>
  requiredOf(type).every((field) => names.includes(field)) &&
  names.every((name) => name === '' || fieldsOf(type).includes(name));

const recordsOf = (type: RecordType, names: readonly string[]): string =>
  `records:\n  type: ${quoted(type.type)}\n  columns:\n${names
    .filter(Boolean)
    .map((name) => `    - column: ${quoted(name)}\n      field: ${quoted(name)}\n`)
    .join('')}`;
