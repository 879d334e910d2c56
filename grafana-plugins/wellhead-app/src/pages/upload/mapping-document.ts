import type { FileHead } from '@wellhead/contracts';
import type { ShownColumns } from './shown-columns.js';

/** What the form of a mapping holds, and the mapping that it means. Pure. */

export interface MappingTexts {
  readonly source: string;
  /** Sheet of a workbook, or member of a JSON file that holds the rows; empty: the file itself. */
  readonly table: string;
  /** Row that names the columns, from 1. */
  readonly headerRow: number;
  readonly becomes: 'readings' | 'records';
  readonly decimal: '.' | ',';
  /** Column of the time; for records: how dates are written, in any column. */
  readonly timeColumn: string;
  readonly timeFormat: string;
  readonly zone: string;
  /** Column that names the asset; empty: `asset` holds for all rows. */
  readonly assetColumn: string;
  readonly asset: string;
  readonly recordType: string;
  /** What a column becomes: `measurement.field`, or the field of the record; a column that is not here is left out. */
  readonly targets: Readonly<Record<string, string>>;
  readonly units: Readonly<Record<string, string>>;
}

const TIMES = /^(time|timestamp|date|datetime|day|время|дата)$/i;
const ASSETS = /^(asset|well|well_id|tank|store|скважина|объект)$/i;

/** What the names of the columns suggest. `signals`: the catalogue's, `measurement.field`. */
export function suggested(
  { names: all, rows }: ShownColumns,
  { source, table, headerRow }: Pick<MappingTexts, 'source' | 'table' | 'headerRow'>,
  signals: readonly string[],
  recordTypes: readonly { readonly type: string; readonly columns: readonly string[] }[],
): MappingTexts {
  const names = all.filter((name) => name !== '');
  const fitting = recordTypes.find(({ columns }) => names.length > 0 && names.every((name) => columns.includes(name)));
  const timeColumn = names.find((name) => TIMES.test(name)) ?? '';
  const signalOf = (name: string): string | undefined => {
    if (signals.includes(name)) return name;
    const of = signals.filter((signal) => signal.toLowerCase().endsWith(`.${name.toLowerCase().replaceAll(' ', '_')}`));
    return of.length === 1 ? of[0] : undefined;
  };
  const targets = fitting
    ? names.map((name) => [name, name] as const)
    : names.flatMap((name) => {
        const signal = signalOf(name);
        return signal === undefined ? [] : [[name, signal] as const];
      });
  return {
    source,
    table,
    headerRow,
    becomes: fitting ? 'records' : 'readings',
    decimal: rows.some((row) => row.some((cell) => /^-?\d+,\d+$/.test(cell))) ? ',' : '.',
    timeColumn,
    timeFormat: rows.some((row) => /^\d{1,2}\.\d{1,2}\.\d{4}/.test(row[all.indexOf(timeColumn)] ?? ''))
      ? 'dd.mm.yyyy'
      : 'iso',
    zone: 'UTC',
    assetColumn: names.find((name) => ASSETS.test(name)) ?? '',
    asset: '',
    recordType: fitting?.type ?? '',
    targets: Object.fromEntries(targets),
    units: {},
  };
}

/** The mapping as it is saved; the ingestor checks it and says what is wrong. */
export function mappingOf(texts: MappingTexts, names: readonly string[], head: FileHead): object {
  const chosen = names.flatMap((column) => {
    const target = texts.targets[column];
    return target === undefined || target === '' ? [] : [{ column, target }];
  });
  const time = texts.timeColumn === '' ? {} : { column: texts.timeColumn, format: texts.timeFormat, zone: texts.zone };
  return {
    source: texts.source,
    csv: { decimal: texts.decimal, ...(head.format === 'csv' ? { encoding: head.encoding } : {}) },
    ...(head.format === 'xlsx' && head.tables.length > 1 ? { sheets: [texts.table] } : {}),
    ...(head.format === 'json' && texts.table !== '' ? { rowsAt: texts.table } : {}),
    ...(texts.headerRow > 1 ? { headerRow: texts.headerRow } : {}),
    ...(texts.timeColumn === '' ? {} : { time }),
    ...(texts.becomes === 'records'
      ? {
          records: {
            type: texts.recordType,
            columns: chosen.map(({ column, target }) => ({ column, field: target })),
          },
        }
      : {
          readings: {
            form: 'wide',
            asset: texts.assetColumn === '' ? { fixed: texts.asset } : { column: texts.assetColumn },
            columns: chosen.map(({ column, target }) => ({
              column,
              signal: target,
              ...(texts.units[column] ? { unit: texts.units[column] } : {}),
            })),
          },
        }),
  };
}

/** YAML of a mapping: JSON is YAML, and one line a member is easy to correct by hand. */
export const yamlOf = (mapping: object): string => `${JSON.stringify(mapping, null, 2)}\n`;
