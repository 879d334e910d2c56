import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { ProblemError } from '@wellhead/contracts';
import { openBodyPool } from './body-pool.js';

/** Bounds of what is held while requests arrive, in bytes. */
export interface BodyLimits {
  /** Of one body, after decompression. */
  readonly bodyBytes: number;
  /** Of all bodies under way, decompressed as far as they are. */
  readonly arrivingBytes: number;
}

export interface BodyReader {
  /** The decompressed body; throws a ProblemError. */
  read(request: IncomingMessage): Promise<Buffer>;
  /** Takes back the memory of a body that nobody reads any more; a body that is not given back costs nothing but its memory. */
  recycle(body: Buffer): void;
  /** The body as it was sent, whatever its encoding; throws a ProblemError. */
  raw(request: IncomingMessage): Promise<Buffer>;
  readonly arriving: number;
}

/** Telemetry shrinks to a tenth or a fiftieth; what grows more than this, beyond a first megabyte, is a bomb. */
const MAX_RATIO = 200;
const RATIO_FROM_BYTES = 1024 * 1024;
/** A body that is held in memory must be whole by then. */
const LONGEST_MS = 300_000;
const SMALLEST_CHUNK = 16 * 1024;
const LARGEST_CHUNK = 256 * 1024;

/** Reads bodies within bounds that hold while they are decompressed, so that a bomb is refused before it has grown. */
export function openBodyReader(limits: BodyLimits): BodyReader {
  let arriving = 0;
  const pool = openBodyPool();
  const patience = openPatience();

  /** Collects what `from` gives, which is the request itself or what comes out of its decompression. */
  function collect(request: IncomingMessage, from: Readable, isCompressed: boolean): Promise<Buffer> {
    return new Promise((resolve, reject) => {
      const chunks: Buffer[] = [];
      let size = 0;
      let compressed = 0;
      let isSettled = false;
      const settle = (act: () => void): void => {
        if (isSettled) return;
        isSettled = true;
        patience.end(refuse);
        arriving -= size;
        act();
      };
      const refuse = (problem: ProblemError): void =>
        settle(() => {
          if (isCompressed) {
            request.unpipe();
            from.destroy();
          }
          request.removeAllListeners('data');
          request.resume();
          reject(problem);
        });
      patience.begin(refuse);
      if (isCompressed) request.on('data', (chunk: Buffer) => (compressed += chunk.length));
      from.on('data', (chunk: Buffer) => {
        if (isSettled) return;
        size += chunk.length;
        arriving += chunk.length;
        chunks.push(chunk);
        if (size > limits.bodyBytes) refuse(tooLarge(limits.bodyBytes));
        else if (isCompressed && size > RATIO_FROM_BYTES && size > MAX_RATIO * compressed) refuse(bomb());
        else if (arriving > limits.arrivingBytes) refuse(crowded());
      });
      from.on('end', () => {
        const bytes = size;
        settle(() => resolve(chunks.length === 1 ? (chunks[0] as Buffer) : joinChunks(pool.take(bytes), chunks)));
      });
      const brokeOff = (cause?: Error): void =>
        refuse(new ProblemError('bad-request', 'The body broke off.', cause ? { cause } : {}));
      request.on('error', brokeOff);
      request.on('aborted', () => brokeOff());
      if (isCompressed)
        from.on('error', (cause: Error) =>
          refuse(new ProblemError('bad-encoding', 'Content-Encoding says gzip, but the body is no gzip.', { cause })),
        );
    });
  }

  /** Bytes that the body is said to have, as sent. */
  const announced = (request: IncomingMessage): number => Number(request.headers['content-length'] ?? 0);

  const raw = (request: IncomingMessage): Promise<Buffer> =>
    announced(request) > limits.bodyBytes
      ? Promise.reject(tooLarge(limits.bodyBytes))
      : collect(request, request, false);

  return {
    recycle: pool.give,
    get arriving() {
      return arriving;
    },
    raw,
    read(request) {
      const encoding = request.headers['content-encoding'] ?? 'identity';
      if (encoding === 'identity') return raw(request);
      if (encoding !== 'gzip')
        return Promise.reject(
          new ProblemError('unsupported-media-type', `Content-Encoding: found ${encoding}, expected gzip or none.`),
        );
      if (announced(request) > limits.bodyBytes) return Promise.reject(tooLarge(limits.bodyBytes));
      const chunkSize = Math.min(LARGEST_CHUNK, Math.max(SMALLEST_CHUNK, 4 * announced(request)));
      return collect(request, request.pipe(createGunzip({ chunkSize })), true);
    },
  };
}

type Refuse = (problem: ProblemError) => void;

/** Gives up bodies that are not whole in time, the oldest first. One timer for all: one for each would cost as much as reading a small body. */
function openPatience(): { begin(refuse: Refuse): void; end(refuse: Refuse): void } {
  const beganMs = new Map<Refuse, number>();
  let timer: NodeJS.Timeout | undefined;
  function look(): void {
    timer = undefined;
    for (const [refuse, atMs] of beganMs) {
      const leftMs = atMs + LONGEST_MS - performance.now();
      if (leftMs > 0) {
        timer = setTimeout(look, leftMs).unref();
        return;
      }
      refuse(tooSlow());
    }
  }
  return {
    begin(refuse) {
      beganMs.set(refuse, performance.now());
      timer ??= setTimeout(look, LONGEST_MS).unref();
    },
    end: (refuse) => void beganMs.delete(refuse),
  };
}

function joinChunks(body: Buffer, chunks: readonly Buffer[]): Buffer {
  let at = 0;
  for (const chunk of chunks) {
    body.set(chunk, at);
    at += chunk.length;
  }
  return body;
}

const tooLarge = (limit: number): ProblemError =>
  new ProblemError(
    'too-large',
    `The body is larger than ${limit} bytes after decompression; send it in smaller batches.`,
  );

const bomb = (): ProblemError =>
  new ProblemError(
    'too-large',
    `The body grows to more than ${MAX_RATIO} times its size when it is decompressed; send it uncompressed or in smaller batches.`,
  );

const tooSlow = (): ProblemError =>
  new ProblemError(
    'bad-request',
    `The body was not whole after ${LONGEST_MS / 1_000} s: send it faster, or in smaller parts.`,
  );

const crowded = (): ProblemError =>
  new ProblemError('overloaded', 'Too many bodies are arriving at once; send again in a second.', {
    retryAfterSeconds: 1,
  });
