import type { IncomingMessage } from 'node:http';
import { gunzip } from 'node:zlib';
import { ProblemError } from '@wellhead/contracts';
import { openBodyPool } from './body-pool.js';

/** Bounds of what is held while requests arrive, in bytes. */
export interface BodyLimits {
  /** Of one body, after decompression: a small bomb must not become a large one. */
  readonly bodyBytes: number;
  /** Of all bodies under way, as sent. */
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

export function openBodyReader(limits: BodyLimits): BodyReader {
  let arriving = 0;
  const pool = openBodyPool();

  function receive(request: IncomingMessage): Promise<Buffer> {
    return new Promise((resolve, reject) => {
      const chunks: Buffer[] = [];
      let size = 0;
      const settle = (act: () => void): void => {
        arriving -= size;
        size = 0;
        act();
      };
      const refuse = (problem: ProblemError): void => {
        request.removeAllListeners('data');
        request.resume();
        settle(() => reject(problem));
      };
      request.on('data', (chunk: Buffer) => {
        size += chunk.length;
        arriving += chunk.length;
        chunks.push(chunk);
        if (size > limits.bodyBytes) refuse(tooLarge(limits.bodyBytes));
        else if (arriving > limits.arrivingBytes)
          refuse(
            new ProblemError('overloaded', 'Too many bodies are arriving at once; send again in a second.', {
              retryAfterSeconds: 1,
            }),
          );
      });
      request.on('end', () => {
        const bytes = size;
        settle(() => resolve(chunks.length === 1 ? (chunks[0] as Buffer) : joinChunks(pool.take(bytes), chunks)));
      });
      request.on('error', (cause) =>
        settle(() => reject(new ProblemError('bad-request', 'The body broke off.', { cause }))),
      );
      request.on('aborted', () => settle(() => reject(new ProblemError('bad-request', 'The body broke off.'))));
    });
  }

  async function raw(request: IncomingMessage): Promise<Buffer> {
    if (Number(request.headers['content-length'] ?? 0) > limits.bodyBytes) throw tooLarge(limits.bodyBytes);
    return receive(request);
  }

  return {
    recycle: pool.give,
    get arriving() {
      return arriving;
    },
    raw,
    async read(request) {
      const encoding = request.headers['content-encoding'] ?? 'identity';
      if (encoding !== 'gzip' && encoding !== 'identity')
        throw new ProblemError('unsupported-media-type', `Content-Encoding: found ${encoding}, expected gzip or none.`);
      const body = await raw(request);
      return encoding === 'gzip' ? decompress(body, limits.bodyBytes) : body;
    },
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

function decompress(body: Buffer, limit: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    gunzip(body, { maxOutputLength: limit }, (error, result) => {
      if (!error) return resolve(result);
      if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') return reject(tooLarge(limit));
      reject(
        new ProblemError('bad-encoding', 'Content-Encoding says gzip, but the body is no gzip.', { cause: error }),
      );
    });
  });
}
