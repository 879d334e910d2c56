import { ProblemError } from '@wellhead/contracts';
import type { Request } from 'express';

/** Fields and boundaries around the file. */
const MOST_AROUND_BYTES = 4 * 1024 * 1024;

/** A form (multipart/form-data) with a file: read until it is larger than `mostBytes`, which is said before the rest is sent. */
export async function readForm(request: Request, mostBytes: number): Promise<FormData> {
  const type = request.headers['content-type'] ?? '';
  if (!type.startsWith('multipart/form-data'))
    throw new ProblemError(
      'unsupported-media-type',
      `The body is ${type || 'of no stated type'}: send multipart/form-data with the fields manifest (JSON) and model (the file).`,
    );
  const most = mostBytes + MOST_AROUND_BYTES;
  const tooLarge = (): ProblemError =>
    new ProblemError('too-large', `The file is larger than the ${mostBytes / 1024 / 1024} MB that are taken.`);
  if (Number(request.headers['content-length'] ?? 0) > most) throw tooLarge();
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of request as AsyncIterable<Buffer>) {
      length += chunk.length;
      if (length > most) throw tooLarge();
      chunks.push(chunk);
    }
  } catch (cause) {
    if (cause instanceof ProblemError) throw cause;
    throw new ProblemError('bad-request', `The upload ended after ${length} bytes: send it again.`, { cause });
  }
  try {
    return await new Response(Buffer.concat(chunks), { headers: { 'content-type': type } }).formData();
  } catch (cause) {
    throw new ProblemError('bad-request', 'The form cannot be read: it is truncated, or its boundary is wrong.', {
      cause,
    });
  }
}
