import { createWriteStream } from 'node:fs';
import { mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { FlowStep } from '@wellhead/contracts';
import { findRawFile, keepFileRows, listFileCorrections, type RawFile, replaceRejectedRows } from '@wellhead/stores';
import { z } from 'zod';
import { daysOf } from '../days.js';
import type { StepContext, StepFigures } from '../step-context.js';
import { rawCopy, workFolder } from '../work-data.js';
import { fileOf, readCorrections } from './file-corrections.js';
import { openProgress } from './progress.js';
import { inTransaction, sqlOf } from './run-sql.js';

type TransformStep = Extract<FlowStep, { kind: 'transform' }>;

/** Refused rows that are kept one by one for each day; all are counted, and the raw file has them all. */
const MOST_REJECTED = 10_000;

/** What a transform has made of a day, as the load that follows finds it. */
const tableSchema = z.object({ sha256: z.string(), columns: z.array(z.string()), parts: z.array(z.string()) });
export type WorkTable = z.infer<typeof tableSchema>;

const noteOf = (context: StepContext, step: string, day: string): string =>
  path.join(workFolder(context, step, day), 'table.json');

/** The table that a transform step has made of a day; undefined where there is none. */
export async function workTableOf(context: StepContext, step: string, day: string): Promise<WorkTable | undefined> {
  const text = await readFile(noteOf(context, step, day), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  return text === undefined ? undefined : tableSchema.parse(JSON.parse(text));
}

/**
 * Makes the raw file of each day a table in the work data: the SELECT of the pack, run by DuckDB in a process of its own and in bounded memory.
 * Refused rows are kept with their reasons in ops.rejected_rows and in quarantine; those that were corrected there come in behind the file. The raw file stays where it is, whatever happens here. Figures tell what it took.
 */
export async function runTransform(step: TransformStep, context: StepContext): Promise<StepFigures> {
  const figures = { days: 0, rowsIn: 0, rowsOut: 0, rowsRejected: 0, bytesIn: 0 };
  const peaks = { residentPeakBytes: 0, enginePeakBytes: 0, spillPeakBytes: 0 };
  const select = sqlOf(context, step.file);
  const startedMs = context.clock();
  for (const day of daysOf(context.range)) {
    const raw = await findRawFile(context.pool, context.flow, step.extract, day);
    if (raw === undefined) {
      await context.log('warn', `${day}: there is no raw file, so nothing to transform`, { day });
      continue;
    }
    const done = await transformDay(step, select, raw, context);
    figures.days += 1;
    figures.bytesIn += raw.bytes;
    for (const name of ['rowsIn', 'rowsOut', 'rowsRejected'] as const) figures[name] += done[name];
    for (const name of ['residentPeakBytes', 'enginePeakBytes', 'spillPeakBytes'] as const)
      peaks[name] = Math.max(peaks[name], done[name]);
  }
  return { ...figures, ...peaks, seconds: (context.clock() - startedMs) / 1_000 };
}

async function transformDay(step: TransformStep, select: string, raw: RawFile, context: StepContext) {
  const { day } = raw;
  const rawFile = await localCopy(raw, context);
  const folder = workFolder(context, step.name, day);
  const startedMs = context.clock();
  const progress = openProgress(context);
  const file = fileOf(step, day, context);
  const corrections = readCorrections(await listFileCorrections(context.pool, file), step.rows);
  const done = await context.transforms.ask(
    'transform',
    {
      rawFile,
      rows: step.rows,
      corrected: corrections.corrected,
      day,
      select,
      tableDir: path.join(folder, 'table'),
      spillDir: path.join(folder, 'spill'),
      memoryMb: step.memoryMb,
      mostRejected: MOST_REJECTED,
    },
    context.signal,
    ({ ratio, residentBytes }) =>
      progress(() => `${day}: ${Math.round(ratio * 100)} % read`, { day, ratio, residentBytes }),
  );
  const isAll = done.rejected.length < MOST_REJECTED;
  const { verdict, counted } = corrections.judge(done, isAll, context.clock());
  await inTransaction(context, 'begin', async (client) => {
    await replaceRejectedRows(client, { flow: context.flow, step: step.name, day }, verdict.refused);
    await keepFileRows(client, file, verdict);
  });
  const table: WorkTable = { sha256: raw.sha256, columns: [...done.columns], parts: [...done.parts] };
  await writeFile(`${noteOf(context, step.name, day)}.new`, JSON.stringify(table), { flush: true });
  await rename(`${noteOf(context, step.name, day)}.new`, noteOf(context, step.name, day));
  await rm(rawFile, { force: true });
  await rm(path.join(folder, 'spill'), { recursive: true, force: true });
  const { rowsIn, rowsOut, rowsRejected } = counted;
  const { reasons } = done;
  await context.log(
    rowsRejected === 0 ? 'info' : 'warn',
    `${day}: ${rowsIn} rows in, ${rowsOut} out, ${rowsRejected} refused${reasons[0] === undefined ? '' : `, most often: ${reasons[0].reason}`}`,
    {
      day,
      rowsIn,
      rowsOut,
      rowsRejected,
      reasons: reasons.slice(0, 20),
      bytesIn: raw.bytes,
      residentPeakBytes: done.residentPeakBytes,
      enginePeakBytes: done.enginePeakBytes,
      spillPeakBytes: done.spillPeakBytes,
      durationMs: context.clock() - startedMs,
    },
  );
  return { ...done, ...counted };
}

/** The original bytes on this machine: what the extract step left, or else taken from the raw archive, which checks them by their hash. */
async function localCopy({ step, day, sha256, archivePath }: RawFile, context: StepContext): Promise<string> {
  const copy = rawCopy(context, step, day, sha256);
  if (
    await stat(copy).then(
      () => true,
      () => false,
    )
  )
    return copy;
  await mkdir(path.dirname(copy), { recursive: true });
  await pipeline(await context.archive.open(archivePath), createWriteStream(`${copy}.new`), { signal: context.signal });
  await rename(`${copy}.new`, copy);
  return copy;
}
