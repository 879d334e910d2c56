import { parentPort, workerData } from 'node:worker_threads';
import { giveWay } from '@wellhead/stores/workers/give-way';
import type { ReportContent } from '../report-content.js';
import type { RenderedFile } from './render-report.js';
import { reportCsv } from './report-csv.js';
import { reportPdf } from './report-pdf.js';
import { reportXlsx } from './report-xlsx.js';

/** Draws one report and ends. */
giveWay();
const content = workerData as ReportContent;
const files: RenderedFile[] = [
  { format: 'pdf', name: 'report.pdf', bytes: await reportPdf(content) },
  { format: 'xlsx', name: 'report.xlsx', bytes: await reportXlsx(content) },
  ...reportCsv(content).map(({ name, bytes }) => ({ format: 'csv' as const, name, bytes })),
];
parentPort?.postMessage(files);
