import { fileMappingSchema } from '@wellhead/contracts';
import { expect, it } from 'vitest';
import { beginningOf, csvHeadOf } from './csv-head.js';
import { mappingOf, suggested, yamlOf } from './mapping-document.js';

const CSV = 'Time;Well;Temperature;Note\n25.11.2026 12:00;well-101;71,5;"a; ""b"""\n25.11.2026 12:01;well-101;72;\n';
const SIGNALS = ['esp.temperature', 'esp.pressure'];

it('reads the names of columns and the first rows, with quotes and whatever delimiter', () => {
  expect(csvHeadOf(CSV)).toEqual({
    names: ['Time', 'Well', 'Temperature', 'Note'],
    rows: [
      ['25.11.2026 12:00', 'well-101', '71,5', 'a; "b"'],
      ['25.11.2026 12:01', 'well-101', '72', ''],
    ],
  });
  expect(csvHeadOf('\uFEFFa,b\r\n1,2').names).toEqual(['a', 'b']);
  expect(csvHeadOf('')).toEqual({ names: [], rows: [] });
});

it('knows Windows-1251 from UTF-8, also where a character is cut', async () => {
  const utf8 = new Blob(['Дата']);
  expect(await beginningOf(utf8)).toEqual({ text: 'Дата', encoding: 'utf-8' });
  expect(await beginningOf(utf8, 3)).toEqual({ text: 'Д', encoding: 'utf-8' });
  const old = new Blob([Uint8Array.from([0xc4, 0xe0, 0xf2, 0xe0])]);
  expect(await beginningOf(old)).toEqual({ text: 'Дата', encoding: 'windows-1251' });
});

it('suggests time, asset, signals and how numbers are written, and makes a mapping that the ingestor takes', () => {
  const head = csvHeadOf(CSV);
  const texts = suggested(head, 'lab', SIGNALS, []);
  expect(texts).toMatchObject({ becomes: 'readings', decimal: ',', timeFormat: 'dd.mm.yyyy', assetColumn: 'Well' });
  const mapping = fileMappingSchema.parse(JSON.parse(yamlOf(mappingOf(texts, head.names, 'utf-8'))));
  expect(mapping.readings).toMatchObject({
    form: 'wide',
    asset: { column: 'Well' },
    columns: [{ column: 'Temperature', signal: 'esp.temperature' }],
  });
  expect(mapping.time).toEqual({ column: 'Time', format: 'dd.mm.yyyy', zone: 'UTC' });
});

it('suggests records where every column is a field of one type', () => {
  const head = csvHeadOf('sample_id,value\n1,2.5\n');
  const types = [{ type: 'lab_results', columns: ['sample_id', 'taken_on', 'value'] }];
  const texts = suggested(head, 'lab', SIGNALS, types);
  expect(fileMappingSchema.parse(mappingOf(texts, head.names, 'utf-8')).records).toMatchObject({
    type: 'lab_results',
    columns: [
      { column: 'sample_id', field: 'sample_id' },
      { column: 'value', field: 'value' },
    ],
  });
});
