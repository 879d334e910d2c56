import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { readFileHead } from './read-file-head.js';

async function* pieces(...texts: readonly (string | Uint8Array)[]): AsyncGenerator<Buffer> {
  for (const text of texts) yield Buffer.from(text as string);
}
const head = (format: Parameters<typeof readFileHead>[0], ...texts: readonly (string | Uint8Array)[]) =>
  readFileHead(format, pieces(...texts));

it('shows the first rows of a CSV, with its delimiter and in its encoding', async () => {
  expect(await head('csv', 'Time;Well\n2026-01-01;', '"a; ""b"""\n')).toEqual({
    format: 'csv',
    delimiter: ';',
    encoding: 'utf-8',
    tables: [
      {
        name: '',
        rows: [
          ['Time', 'Well'],
          ['2026-01-01', 'a; "b"'],
        ],
      },
    ],
  });
  const old = await head('csv', Uint8Array.from([0xc4, 0xe0, 0xf2, 0xe0, 0x2c, 0x62, 0x0a]));
  expect(old).toMatchObject({ encoding: 'windows-1251', tables: [{ rows: [['Дата', 'b']] }] });
});

it('shows each sheet of a workbook', async () => {
  const file = path.join(path.dirname(fileURLToPath(import.meta.url)), '../testdata/xlsx-two-sheets/input.xlsx');
  const found = await head('xlsx', readFileSync(file));
  expect('tables' in found && found.tables.map(({ name, rows }) => [name, rows.length > 0])).toEqual([
    ['Field', true],
    ['Lab', true],
    ['Other', true],
  ]);
});

it('shows the list of a JSON file, the lists in its members, and objects within objects by their path', async () => {
  const rows = [
    { time: '2026-01-01', sensor: { id: 7 }, note: null },
    { time: '2026-01-02', value: 1.5 },
  ];
  const table = [
    ['time', 'sensor.id', 'note', 'value'],
    ['2026-01-01', '7', '', ''],
    ['2026-01-02', '', '', '1.5'],
  ];
  expect(await head('json', JSON.stringify(rows))).toEqual({ format: 'json', tables: [{ name: '', rows: table }] });
  expect(await head('json', JSON.stringify({ site: 'north', readings: rows, empty: [] }))).toEqual({
    format: 'json',
    tables: [{ name: 'readings', rows: table }],
  });
  expect(await head('ndjson', rows.map((row) => `${JSON.stringify(row)}\n`).join(''))).toEqual({
    format: 'ndjson',
    tables: [{ name: '', rows: table }],
  });
});

it('says what is wrong with a file that holds nothing to choose from', async () => {
  expect(await head('json', '{"site": "north"}')).toMatchObject({
    fault: expect.stringContaining('no list of objects'),
  });
  expect(await head('json', '{"site": ')).toMatchObject({ fault: expect.stringContaining('no JSON') });
  expect(await head('xlsx', 'PK no workbook')).toMatchObject({ fault: expect.stringContaining('workbook') });
});
