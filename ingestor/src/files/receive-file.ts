import { Readable, Transform, type TransformCallback } from 'node:stream';
import { createGunzip } from 'node:zlib';
import type { IncomingMessage } from 'node:http';
import { ProblemError } from '@wellhead/contracts';
import type { ArchivedFile, RawArchive } from '@wellhead/stores';

/** Bytes that are looked at to tell what a file is. */
const BEGINNING_BYTES = 512;
const SILENCE_MS = 60_000;

/** The bytes of an upload as they come, decompressed, within a bound. */
export interface ArrivingFile {
  readonly beginning: Buffer;
  /** All bytes, the beginning among them. */
  readonly bytes: Readable;
}

/** Begins to receive a body. The body is the file itself: nothing has to be cut out of it, so that any size streams through. */
export async function receiveFile(request: IncomingMessage, maxBytes: number): Promise<ArrivingFile> {
  const encoding = request.headers['content-encoding'] ?? 'identity';
  if (encoding !== 'gzip' && encoding !== 'identity')
    throw new ProblemError('unsupported-media-type', `Content-Encoding: found ${encoding}, expected gzip or none.`);
  if (request.headers['content-type']?.startsWith('multipart/'))
    throw new ProblemError(
      'unsupported-media-type',
      'Content-Type: found a multipart form, expected the bytes of the file as the body: curl -X POST -T FILE URL.',
    );
  if (Number(request.headers['content-length'] ?? 0) > maxBytes) throw tooLarge(maxBytes);

  const bytes = bounded(maxBytes);
  const source = encoding === 'gzip' ? createGunzip() : undefined;
  // A pipeline would destroy the request on the first fault, and with it the answer that tells of it.
  const fail = (error: Error): void => void bytes.destroy(error);
  request.on('error', (cause) => fail(new ProblemError('bad-request', 'The body broke off.', { cause })));
  request.on('aborted', () => fail(new ProblemError('bad-request', 'The body broke off.')));
  source?.on('error', (cause) =>
    fail(
      new ProblemError('bad-encoding', 'Content-Encoding says gzip, but the body is no gzip or is cut off.', { cause }),
    ),
  );
  if (source) request.pipe(source).pipe(bytes);
  else request.pipe(bytes);
  endWhenSilent(request, bytes, fail);

  const arriving = await openArriving(bytes);
  if (!arriving) throw new ProblemError('bad-request', 'The body is empty, expected the bytes of a file.');
  return arriving;
}

/** An upload may take hours, but not rest: who sends nothing for a minute, while we could take it, is gone. */
function endWhenSilent(request: Readable, bytes: Transform, fail: (error: Error) => void): void {
  const timer = setTimeout(() => {
    if (bytes.writableNeedDrain || bytes.readableLength > 0) timer.refresh();
    else fail(new ProblemError('bad-request', `The body broke off: nothing came for ${SILENCE_MS / 1_000} s.`));
  }, SILENCE_MS);
  bytes.once('close', () => clearTimeout(timer));
  bytes.once('end', () => clearTimeout(timer));
  request.on('data', () => timer.refresh());
}

/** Waits for the beginning of a stream; undefined if it is empty. */
export async function openArriving(bytes: Readable): Promise<ArrivingFile | undefined> {
  const iterator = bytes.iterator({ destroyOnReturn: false }) as AsyncIterableIterator<Buffer>;
  const held: Buffer[] = [];
  let size = 0;
  let isWhole = false;
  while (size < BEGINNING_BYTES && !isWhole) {
    const { value, done } = await iterator.next();
    if (done === true) isWhole = true;
    else {
      held.push(value as Buffer);
      size += (value as Buffer).length;
    }
  }
  if (size === 0) return undefined;
  async function* all(): AsyncGenerator<Buffer> {
    yield* held;
    if (!isWhole) yield* iterator;
  }
  return { beginning: Buffer.concat(held), bytes: Readable.from(all(), { objectMode: false }) };
}

/** Passes bytes on up to a bound: what comes decompressed may be far more than what was announced. */
function bounded(maxBytes: number): Transform {
  let size = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done: TransformCallback) {
      size += chunk.length;
      if (size > maxBytes) done(tooLarge(maxBytes));
      else done(null, chunk);
    },
  });
}

const tooLarge = (maxBytes: number): ProblemError =>
  new ProblemError('too-large', `The file is larger than ${maxBytes} bytes, decompressed; split it.`);

/** Keeps a file in the raw archive, for good; throws a ProblemError where it cannot. */
export async function archiveFile(
  archive: Pick<RawArchive, 'putFile'>,
  source: string,
  name: string,
  bytes: Readable,
  atMs: number,
): Promise<ArchivedFile> {
  try {
    return await archive.putFile(source, name, bytes, atMs);
  } catch (error) {
    if (error instanceof ProblemError) throw error;
    const cause = error as NodeJS.ErrnoException;
    if (cause.code === 'ENOSPC' || cause.code === 'EDQUOT')
      throw new ProblemError(
        'disk-full',
        'The disk of the raw archive is full; nothing of this file was kept. Make room.',
        {
          retryAfterSeconds: 30,
        },
      );
    throw new ProblemError(
      'store-unavailable',
      'The raw archive cannot be written; nothing of this file was kept. Send it again later.',
      {
        retryAfterSeconds: 2,
        cause,
      },
    );
  }
}
