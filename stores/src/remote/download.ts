import type { Ask } from './ask.js';
import { piecesOf } from './read-text.js';
import { type HadVersion, isRestOf, restHeaders, versionOf, wholeHeaders } from './answer-parts.js';
import type { Part, PartFile, PartVersion } from './part-file.js';

export type Downloaded =
  /** The part is whole. */
  | { readonly kind: 'whole'; readonly version: PartVersion }
  /** What we have is what the server has. */
  | { readonly kind: 'unchanged' }
  /** The server says that there is none (404, 410). */
  | { readonly kind: 'missing'; readonly reason: string }
  /** What is there of it stays: the next time goes on behind it. */
  | { readonly kind: 'failed'; readonly reason: string }
  | { readonly kind: 'closing' };

export interface DownloadParts {
  readonly url: string;
  readonly had: HadVersion | undefined;
  readonly part: PartFile;
  readonly ask: Ask;
  readonly maxBytes: number;
  /** Ends after so many in a row that brought nothing new. */
  readonly attempts: number;
  readonly silenceMs: number;
  readonly closing: AbortSignal;
}

/**
 * Has a file of any size, in the memory of a piece. When its connection is cut it asks for the rest of the same version; a server that has another
 * version by then, or knows no ranges, sends the whole, and the part begins anew.
 */
export async function download(parts: DownloadParts): Promise<Downloaded> {
  const { url, part, ask, attempts, closing } = parts;
  let reason = '';
  for (let fruitless = 0; fruitless < attempts;) {
    const there = await part.read(url);
    if (there?.version.isWhole) return { kind: 'whole', version: there.version };
    const rest = there && there.bytes > 0 && there.version.validator !== null ? there : undefined;
    const asked = await ask(url, rest ? restHeaders(rest) : wholeHeaders(parts.had), [304, 416]);
    if (asked.kind === 'closing') return asked;
    if (asked.kind === 'failed')
      return { kind: asked.status === 404 || asked.status === 410 ? 'missing' : 'failed', reason: asked.reason };
    const taken = await takeAnswer(asked.response, rest, parts);
    if (closing.aborted) return { kind: 'closing' };
    if (taken.kind !== 'cut') return taken;
    ({ reason } = taken);
    fruitless = taken.isFurther ? 0 : fruitless + 1;
  }
  return { kind: 'failed', reason };
}

type Taken = Downloaded | { readonly kind: 'cut'; readonly reason: string; readonly isFurther: boolean };

async function takeAnswer(response: Response, rest: Part | undefined, parts: DownloadParts): Promise<Taken> {
  const { url, part, maxBytes } = parts;
  const { status, headers } = response;
  const isRest = status === 206 && rest !== undefined && isRestOf(rest, headers);
  if (status === 304 && !rest) {
    await response.body?.cancel();
    return { kind: 'unchanged' };
  }
  if (status !== 200 && !isRest) {
    await response.body?.cancel();
    await part.remove();
    return { kind: 'cut', isFurther: false, reason: `${url} answered ${status} with what was not asked for` };
  }
  const version = isRest ? rest.version : versionOf(url, headers);
  const before = isRest ? rest.bytes : 0;
  if (Math.max(version.bytes ?? 0, before) > maxBytes) {
    await response.body?.cancel();
    return { kind: 'failed', reason: `${url}: the file has ${version.bytes} bytes, expected at most ${maxBytes}` };
  }
  if (!isRest) await part.begin(version);
  const failure = await part.append(bounded(piecesOf(response, parts.silenceMs), maxBytes - before)).then(
    () => undefined,
    (error: unknown) => (error instanceof Error ? error : new Error(String(error))),
  );
  const bytes = (await part.read(url))?.bytes ?? 0;
  if (!failure && (version.bytes ?? bytes) === bytes) {
    const whole = { ...version, bytes, isWhole: true };
    await part.finish(whole);
    return { kind: 'whole', version: whole };
  }
  if (failure && isOurs(failure)) return { kind: 'failed', reason: `${url}: it cannot be written: ${failure.message}` };
  return {
    kind: 'cut',
    // Without a validator the next one begins at the first byte again: it may go on like this for ever.
    isFurther: bytes > before && version.validator !== null,
    reason: `${url} broke off after ${bytes} of ${version.bytes ?? 'unknown'} bytes: ${failure?.message ?? 'it ended there'}`,
  };
}

/** Failures of the disk, and a file that is too large: another attempt would not help. */
const isOurs = (failure: Error): boolean =>
  'code' in failure && ['ENOSPC', 'EDQUOT', 'EACCES', 'EROFS', 'EFBIG'].includes(String(failure.code));

async function* bounded(pieces: AsyncIterable<Uint8Array>, mostBytes: number): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  for await (const piece of pieces) {
    bytes += piece.length;
    if (bytes > mostBytes) throw Object.assign(new Error('the file is larger than it may be'), { code: 'EFBIG' });
    yield piece;
  }
}
