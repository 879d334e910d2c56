import type { FileMapping } from '@wellhead/contracts';
import { type Cell, cellText } from './cells.js';

/** Names of the columns, from the rows that the header spans: the lowest filled cell of each column names it. */
export function headerNames(rows: readonly (readonly Cell[])[]): string[] {
  const width = Math.max(0, ...rows.map((row) => row.length));
  return Array.from({ length: width }, (_, column) =>
    rows.reduce((name, row) => cellText(row[column]).trim() || name, ''),
  );
}

/** Columns that a mapping reads. */
export function mappedColumns({ time, readings, records }: FileMapping): string[] {
  const names = new Set<string>();
  if (readings) {
    if (time) names.add(time.column);
    if (readings.asset && 'column' in readings.asset) names.add(readings.asset.column);
    if (readings.form === 'long') names.add(readings.name).add(readings.value);
    else for (const { column } of readings.columns) names.add(column);
  }
  for (const { column } of records?.columns ?? []) names.add(column);
  return [...names];
}

/** Places of the columns that a mapping reads, or what is wrong with the header. */
export function findColumns(
  mapping: FileMapping,
  names: readonly string[],
): { readonly places: ReadonlyMap<string, number> } | { readonly fault: string } {
  const wanted = mappedColumns(mapping);
  const missing = wanted.filter((name) => !names.includes(name));
  const twice = wanted.filter((name) => names.indexOf(name) !== names.lastIndexOf(name));
  const found = names.filter(Boolean).map((name) => `“${name}”`);
  const damaged = names.some((name) => name.includes('\uFFFD'))
    ? ' The header is not UTF-8: set csv.encoding in the mapping (windows-1251, utf-16le).'
    : '';
  if (missing.length > 0)
    return {
      fault:
        `the mapping reads ${missing.map((name) => `“${name}”`).join(', ')}, but row ${mapping.headerRow} has ` +
        `${found.length === 0 ? 'no names of columns' : `the columns ${found.slice(0, 50).join(', ')}`}.` +
        (damaged || ' Correct the names, headerRow or csv.delimiter of the mapping.'),
    };
  if (twice.length > 0)
    return {
      fault: `row ${mapping.headerRow} has the column ${twice.map((name) => `“${name}”`).join(', ')} twice: give each a name of its own.`,
    };
  return { places: new Map(wanted.map((name) => [name, names.indexOf(name)])) };
}
