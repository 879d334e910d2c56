import { fileMappingSchema, type FileHead } from '@wellhead/contracts';
import { expect, it } from 'vitest';
import { mappingOf, suggested, yamlOf } from './mapping-document.js';
import { columnsOf, headerRowOf } from './shown-columns.js';

const SIGNALS = ['esp.temperature', 'esp.pressure'];
const headOf = (of: Partial<FileHead>): FileHead => ({
  format: 'csv',
  delimiter: ';',
  encoding: 'utf-8',
  tables: [],
  ...of,
});
const WELLS = headOf({
  tables: [
    {
      name: '',
      rows: [
        ['Time', 'Well', 'Temperature', 'Note'],
        ['25.11.2026 12:00', 'well-101', '71,5', 'a; "b"'],
        ['25.11.2026 12:01', 'well-101', '72', ''],
      ],
    },
  ],
});
const LAB = { source: 'lab', table: '', headerRow: 1 };

it('finds the row that names the columns below a title, in each sheet', () => {
  const workbook = headOf({
    format: 'xlsx',
    tables: [
      {
        name: 'Field',
        rows: [
          ['Report of the field', '', ''],
          ['Time', 'Well', 'Pressure'],
          ['2026-11-25', 'a', '7'],
        ],
      },
      {
        name: 'Lab',
        rows: [
          ['Well', 'Time'],
          ['a', '2026-11-25'],
        ],
      },
    ],
  });
  expect([headerRowOf(workbook, 'Field'), headerRowOf(workbook, 'Lab'), headerRowOf(workbook, 'none')]).toEqual([
    2, 1, 1,
  ]);
  expect(columnsOf(workbook, 'Field', 2)).toEqual({
    names: ['Time', 'Well', 'Pressure'],
    rows: [['2026-11-25', 'a', '7']],
  });
  const shown = columnsOf(workbook, 'Field', 2);
  const texts = suggested(shown, { source: 'lab', table: 'Field', headerRow: 2 }, SIGNALS, []);
  expect(fileMappingSchema.parse(mappingOf(texts, shown.names, workbook))).toMatchObject({
    sheets: ['Field'],
    headerRow: 2,
    readings: { columns: [{ column: 'Pressure', signal: 'esp.pressure' }] },
  });
});

it('reads the list that a member of a JSON file holds', () => {
  const json = headOf({
    format: 'json',
    tables: [
      {
        name: 'rows',
        rows: [
          ['time', 'asset', 'pressure'],
          ['2026-11-25', 'a', '7'],
        ],
      },
    ],
  });
  const shown = columnsOf(json, 'rows', 1);
  const texts = suggested(shown, { source: 'lab', table: 'rows', headerRow: 1 }, SIGNALS, []);
  expect(fileMappingSchema.parse(mappingOf(texts, shown.names, json))).toMatchObject({
    rowsAt: 'rows',
    headerRow: 1,
    time: { column: 'time', format: 'iso' },
    readings: { asset: { column: 'asset' } },
  });
});

it('suggests time, asset, signals and how numbers are written, and makes a mapping that the ingestor takes', () => {
  const shown = columnsOf(WELLS, '', 1);
  const texts = suggested(shown, LAB, SIGNALS, []);
  expect(texts).toMatchObject({ becomes: 'readings', decimal: ',', timeFormat: 'dd.mm.yyyy', assetColumn: 'Well' });
  const mapping = fileMappingSchema.parse(JSON.parse(yamlOf(mappingOf(texts, shown.names, WELLS))));
  expect(mapping.readings).toMatchObject({
    form: 'wide',
    asset: { column: 'Well' },
    columns: [{ column: 'Temperature', signal: 'esp.temperature' }],
  });
  expect(mapping.time).toEqual({ column: 'Time', format: 'dd.mm.yyyy', zone: 'UTC' });
});

it('suggests records where every column is a field of one type', () => {
  const shown = { names: ['sample_id', 'value'], rows: [['1', '2.5']] };
  const types = [{ type: 'lab_results', columns: ['sample_id', 'taken_on', 'value'] }];
  const texts = suggested(shown, LAB, SIGNALS, types);
  expect(fileMappingSchema.parse(mappingOf(texts, shown.names, WELLS)).records).toMatchObject({
    type: 'lab_results',
    columns: [
      { column: 'sample_id', field: 'sample_id' },
      { column: 'value', field: 'value' },
    ],
  });
});
