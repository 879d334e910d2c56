import { readSheet } from 'read-excel-file/node';
import { expect, it } from 'vitest';
import { pdfText } from '../../../testing/pdf-text.js';
import type { ReportContent } from '../report-content.js';
import { reportCsv } from './report-csv.js';
import { reportPdf } from './report-pdf.js';
import { reportXlsx } from './report-xlsx.js';

const WELL = 'Скважина № 7 «Ёлочка»';
const content: ReportContent = {
  title: 'Сутки промысла, 2026-03-08',
  describes: 'Добыча и простои',
  pack: 'oil-wells',
  dataLabel: '',
  period: { fromDay: '2026-03-08', toDay: '2026-03-08' },
  madeAtMs: Date.parse('2026-03-09T06:00:00Z'),
  queries: [],
  sections: [
    { kind: 'text', title: 'Вывод', text: 'Объём выше плана; щит управления заменён.' },
    {
      kind: 'chart',
      title: 'Дебит',
      chart: 'lines',
      unit: '',
      decimals: 1,
      x: ['2026-03-07', '2026-03-08'],
      series: [
        { name: 'Жидкость, м³', values: [10, 12] },
        { name: 'Нефть, т', values: [4, 5] },
      ],
      bands: [{ name: '80 % interval, uncalibrated', values: [9, 11], high: [11, 13] }],
      queries: [1],
      notices: ['Дебит: uncalibrated, only 12 back-tested origins'],
    },
    {
      kind: 'table',
      title: 'Скважины',
      query: 1,
      notices: [],
      columns: [
        { title: 'Название', kind: 'text' },
        { title: 'Дебит, т', kind: 'number', decimals: 2 },
      ],
      rows: [[WELL, 1234.5]],
    },
  ],
};

it('Cyrillic stands in the PDF, in its charts too, and every letter has a shape in the font', async () => {
  // One text may be several, word by word.
  const text = pdfText(await reportPdf(content)).replaceAll('\n', '');
  const said = [content.title, content.describes, 'Объём выше плана; щит управления заменён.', 'Жидкость, м³', WELL];
  for (const words of said) expect(text).toContain(words);
  expect(text).not.toContain('\0');
});

it('the PDF tells below a chart what its queries said: that an interval is uncalibrated', async () => {
  const text = pdfText(await reportPdf(content)).replaceAll('\n', '');
  for (const words of ['80 % interval, uncalibrated', 'only 12 back-tested origins']) expect(text).toContain(words);
});

it('the PDF says so when its font has no such letter', async () => {
  const text = pdfText(await reportPdf({ ...content, title: '日本' }));
  expect(text).toContain('\0');
});

it('Cyrillic is intact in XLSX and CSV, sheet names and headers too, and numbers are numbers', async () => {
  const xlsx = await reportXlsx(content);
  expect(await readSheet(xlsx, '2 Скважины')).toEqual([
    ['Название', 'Дебит, т'],
    [WELL, 1234.5],
  ]);
  const file = reportCsv(content).find(({ name }) => name === '3-скважины.csv');
  expect(file?.bytes.toString('utf8')).toBe(`\uFEFFНазвание,"Дебит, т"\r\n${WELL},1234.5\r\n`);
});
