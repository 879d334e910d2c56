import {
  download,
  type FileJob,
  findPulledFile,
  type HadVersion,
  openAsk,
  openPartFile,
  type PartFile,
  type PartVersion,
  type PulledFile,
  savePulledFile,
} from '@wellhead/stores';
import type { UsableMapping } from '../../files/file-desk.js';
import { followFile, handIn } from '../../files/hand-in.js';
import { runOnSchedule } from '../schedule/run-on-schedule.js';
import type { Source, SourceContext } from '../source.js';
import type { RemoteFileConfig } from './remote-file-config.js';

/**
 * Has a file by its address on a schedule, if it has changed, and hands it in like any other file: read by a mapping, or kept as it is. A round is over when
 * the stores have its rows: while they are away nothing more is asked for.
 */
export function openRemoteFileSource(config: RemoteFileConfig, context: SourceContext): Promise<Source> {
  const { status, log, clock } = context;
  const closing = new AbortController();
  const ask = openAsk(config, { closing: closing.signal, clock });
  const part = openPartFile(context.workDir);

  async function round(): Promise<void> {
    const startedMs = clock();
    const usable = config.mapping === undefined ? undefined : await context.files.mapping(config.mapping);
    const had = await findHad(config, context, usable);
    const got = await download({
      url: config.url,
      had: had.version,
      part,
      ask,
      maxBytes: context.files.maxBytes,
      attempts: config.attempts,
      silenceMs: config.timeoutSeconds * 1_000,
      closing: closing.signal,
    });
    switch (got.kind) {
      case 'closing':
        return;
      case 'missing':
      case 'failed':
        status.isConnected = false;
        throw new Error(got.reason);
      case 'unchanged':
        status.isConnected = true;
        requireTaken(config.url, had.file);
        status.lastError = undefined;
        status.behindSinceMs = startedMs;
        return;
      case 'whole':
        status.isConnected = true;
        await keep(config, context, usable, part, got.version, closing.signal);
        status.lastError = undefined;
        status.behindSinceMs = startedMs;
        return;
      default:
        got satisfies never;
    }
  }

  const running = runOnSchedule(config.schedule, round, {
    closing: closing.signal,
    clock,
    onFailure(error) {
      const reason = error instanceof Error ? error.message : String(error);
      if (closing.signal.aborted) return;
      if (status.lastError !== reason) log.warn({ source: config.name, reason }, 'file not pulled');
      status.lastError = reason;
    },
  });
  return Promise.resolve({
    async close() {
      closing.abort();
      await running;
    },
  });
}

/** What we have of it: its version, unless its mapping did not fit and was written anew since; and how its rows are. */
async function findHad(
  { name, url }: RemoteFileConfig,
  { pool, files }: SourceContext,
  usable: UsableMapping | undefined,
): Promise<{ readonly version?: HadVersion; readonly file?: FileJob }> {
  const version = await findPulledFile(pool, name, url);
  if (!version || !usable) return version ? { version } : {};
  const file = version.file === null ? undefined : await files.look(version.file, 0);
  return file && (file.state !== 'failed' || file.mappingHash === usable.kept.hash) ? { version, file } : {};
}

/** Hands a whole part in, writes its version down, and waits until its rows are stored. Throws for a file that cannot be read. */
async function keep(
  { name, url, fileName }: RemoteFileConfig,
  { pool, files, status, clock }: SourceContext,
  usable: UsableMapping | undefined,
  part: PartFile,
  { etag, lastModified }: PartVersion,
  closing: AbortSignal,
): Promise<void> {
  const as = fileName ?? nameIn(url) ?? name;
  const save = (kept: Pick<PulledFile, 'bytes' | 'sha256' | 'archivePath' | 'file'>): Promise<void> =>
    savePulledFile(pool, { source: name, url, etag, lastModified, ...kept }).then(() => part.remove());
  if (!usable) {
    const { bytes, sha256, path } = await files.archive(name, as, part.open());
    await save({ bytes, sha256, archivePath: path, file: null });
    status.lastEventMs = clock();
    return;
  }
  const handed = await handIn(files, { name: as, source: name, usable, open: part.open });
  if (!handed) {
    await part.remove();
    throw new Error(`${url}: the file is empty, expected rows`);
  }
  await save({ bytes: handed.bytes, sha256: handed.sha256, archivePath: handed.archivePath, file: handed.id });
  status.lastEventMs = clock();
  const file = await followFile(files, handed, (hindrance) => (status.lastError = hindrance), closing);
  requireTaken(url, file);
}

/** Throws for a file whose rows cannot be read: it is told until it changes, or its mapping does. */
function requireTaken(url: string, file: FileJob | undefined): void {
  if (file?.state === 'failed') throw new Error(`${url}: ${file.error}`);
}

/** The last part of an address. */
function nameIn(url: string): string | undefined {
  const last = new URL(url).pathname.split('/').at(-1) ?? '';
  // Unlike decodeURIComponent it takes what is no UTF-8.
  const name = new URLSearchParams(`name=${last.replaceAll('+', '%2B')}`).get('name') ?? '';
  return name === '' ? undefined : name.replace(/[/\\\p{Cc}]/gu, '_').slice(0, 255);
}
