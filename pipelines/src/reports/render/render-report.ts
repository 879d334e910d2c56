import { once } from 'node:events';
import type { ReportFormat } from '@wellhead/contracts';
import { startWorker, workerScript } from '@wellhead/stores';
import type { ReportContent } from '../report-content.js';

export interface RenderedFile {
  readonly format: ReportFormat;
  /** Last part of its name. */
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** A report needs some 150 MB for fonts and charts; one that needs more fails alone. */
const MOST_MB = 512;

/** Draws a report in a thread of its own: PDF, XLSX and a CSV a section. Rejects with the reason when it cannot be drawn or `signal` aborts. */
export async function renderReport(content: ReportContent, signal: AbortSignal): Promise<readonly RenderedFile[]> {
  const worker = startWorker(workerScript('report-worker', import.meta.url), {
    workerData: content,
    name: 'report',
    resourceLimits: { maxOldGenerationSizeMb: MOST_MB },
  });
  try {
    const [files] = (await once(worker, 'message', { signal })) as [readonly RenderedFile[]];
    return files;
  } finally {
    await worker.terminate();
  }
}
