import { rename } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import type { FlowStep } from '@wellhead/contracts';
import {
  download,
  findRawFile,
  type HadVersion,
  openAsk,
  openPartFile,
  type PartFile,
  type PartVersion,
  type RawFile,
  saveRawFile,
} from '@wellhead/stores';
import { daysOf, startOfDayMs } from '../days.js';
import type { StepContext, StepFigures } from '../step-context.js';
import { rawCopy, workFolder } from '../work-data.js';
import { counted, openProgress } from './progress.js';
import { collectPages } from './collect-pages.js';
import { addressOf } from './run-pull.js';

type ExtractStep = Extract<FlowStep, { kind: 'extract' }>;

/** Flows bring a file for each of many days: more often than a source that asks for one. */
const REQUESTS_PER_MINUTE = 1_200;
const ATTEMPTS = 5;
const SILENCE_SECONDS = 30;

type Brought =
  | { readonly kind: 'new' | 'unchanged'; readonly bytes: number }
  | { readonly kind: 'missing'; readonly reason: string };

/**
 * Brings the file of each day into the raw archive as it is, whatever later steps make of it. A file that is unchanged is not had again; one that its
 * server no longer has is taken from the archive; a connection that is cut goes on where it was, after a restart too. Done when the bytes are in
 * the archive for good, under their SHA-256.
 */
export async function runExtract(step: ExtractStep, context: StepContext): Promise<StepFigures> {
  const figures = { files: 0, newFiles: 0, missingFiles: 0, bytes: 0 };
  for (const day of daysOf(context.range)) {
    context.signal.throwIfAborted();
    const brought = await bringDay(step, day, context);
    if (brought.kind === 'missing') {
      if (step.missing === 'fail') throw new Error(`there is no file for ${day}: ${brought.reason}`);
      await context.log('warn', `there is no file for ${day}: ${brought.reason}`, { day });
      figures.missingFiles += 1;
      continue;
    }
    figures.files += 1;
    figures.bytes += brought.bytes;
    if (brought.kind === 'new') figures.newFiles += 1;
  }
  return figures;
}

/** The file that a step brings of a day. */
interface DayFile {
  readonly step: ExtractStep;
  readonly url: string;
  readonly day: string;
}

async function bringDay(step: ExtractStep, day: string, context: StepContext): Promise<Brought> {
  const { flow, pool, log } = context;
  const url = addressOf(step.url, { ...context.variables, day });
  const known = await findRawFile(pool, flow, step.name, day);
  const file = { step, url, day };
  const got = await have(file, known?.url === url ? known : undefined, context);
  switch (got.kind) {
    case 'unchanged':
      return { kind: 'unchanged', bytes: known?.bytes ?? 0 };
    case 'missing':
      if (known === undefined) return got;
      await log('warn', `${day}: the raw archive has the file that its server no longer has (${got.reason})`, { day });
      return { kind: 'unchanged', bytes: known.bytes };
    case 'whole':
      return keep(file, got.version, context);
    default:
      return got satisfies never;
  }
}

type Had =
  | { readonly kind: 'whole'; readonly version: PartVersion }
  | { readonly kind: 'unchanged' }
  | { readonly kind: 'missing'; readonly reason: string };

/** The file of a day as a part in the work data. Throws what stands in the way. */
async function have({ step, url, day }: DayFile, had: HadVersion | undefined, context: StepContext): Promise<Had> {
  const { signal, clock } = context;
  const part = tellingPart(openPartFile(partFolder(step, day, context)), day, context);
  const ask = openAsk(
    { headers: {}, requestsPerMinute: REQUESTS_PER_MINUTE, timeoutSeconds: SILENCE_SECONDS, attempts: ATTEMPTS },
    { closing: signal, clock },
  );
  const got = step.pages
    ? await collectPages(url, step.pages, part, ask)
    : await download({
        url,
        had,
        part,
        ask,
        maxBytes: Number.MAX_SAFE_INTEGER,
        attempts: ATTEMPTS,
        silenceMs: SILENCE_SECONDS * 1_000,
        closing: signal,
      });
  if (got.kind === 'failed') throw new Error(got.reason);
  if (got.kind === 'closing') throw new Error(`${url}: it was given up, its time is over`);
  return got;
}

/** A part that says how much of it has come. */
function tellingPart(part: PartFile, day: string, context: StepContext): PartFile {
  const progress = openProgress(context);
  const told = (bytes: number): void => progress(() => `${day}: ${megabytes(bytes)} MB fetched`, { day, bytes });
  return { ...part, append: (pieces) => part.append(counted(pieces, told)) };
}

const megabytes = (bytes: number): number => Math.round(bytes / 1e6);

const partFolder = (step: ExtractStep, day: string, context: StepContext): string =>
  path.join(workFolder(context, step.name, day), 'part');

/** Puts a whole part into the archive, writes it down, and leaves the bytes for the transform that follows. */
async function keep(
  { step, url, day }: DayFile,
  { etag, lastModified }: PartVersion,
  context: StepContext,
): Promise<Brought> {
  const { pack, flow, pool, archive } = context;
  const folder = partFolder(step, day, context);
  const name = step.as.replaceAll('{day}', day);
  const part = openPartFile(folder);
  const progress = openProgress(context);
  const told = (bytes: number): void => progress(() => `${day}: ${megabytes(bytes)} MB archived`, { day, bytes });
  const {
    bytes,
    sha256,
    path: archivePath,
  } = await archive.putFile(
    pack.manifest.name,
    name,
    Readable.from(counted(part.open(), told), { objectMode: false }),
    startOfDayMs(day),
  );
  const file: RawFile = { flow, step: step.name, day, url, etag, lastModified, bytes, sha256, archivePath };
  await saveRawFile(pool, file);
  await rename(path.join(folder, 'file.part'), rawCopy(context, step.name, day, sha256));
  await part.remove();
  await context.log('info', `${day}: ${name} is in the raw archive`, { day, bytes, sha256, archivePath });
  return { kind: 'new', bytes };
}
