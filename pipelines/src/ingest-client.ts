import { problemSchema } from '@wellhead/contracts';
import { z } from 'zod';

/** What the ingestor did with a request. Rows not accepted are in its quarantine, with these reasons. */
export interface Delivered {
  readonly accepted: number;
  readonly refused: number;
  /** The first reason of refusal, with its row. */
  readonly reason: string | undefined;
}

/** The ingestor over HTTP: the one way in, also for what flows bring. A request resolves when it is durable there. */
export interface IngestClient {
  postRecords(type: string, rows: readonly object[], signal: AbortSignal): Promise<Delivered>;
  /** Lines of line protocol with times in ms. */
  writeLines(lines: readonly string[], signal: AbortSignal): Promise<Delivered>;
  /** Keeps a file in the raw archive as it is; its id as a document. */
  putDocument(document: NewDocument, bytes: Uint8Array, signal: AbortSignal): Promise<string>;
}

export interface NewDocument {
  readonly name: string;
  readonly title: string;
  readonly kind: string;
  readonly mediaType: string;
}

/** What the ingestor adds to a problem when it took part of the rows; the places may be only the first of many. */
const partSchema = problemSchema.extend({
  accepted: z.number().int().optional(),
  refused: z.number().int().optional(),
});

const keptSchema = z.object({ id: z.string() });

export interface IngestClientOptions {
  /** Address of the ingestor, such as http://127.0.0.1:8090. */
  readonly ingestUrl: string;
  readonly token: string;
  readonly bucket: string;
  readonly fetch?: typeof fetch;
}

/** Bad rows do not fail the request, they come back as refusals; whatever else is not a 2xx throws what was answered. */
export function openIngestClient({
  ingestUrl,
  token,
  bucket,
  fetch: request = fetch,
}: IngestClientOptions): IngestClient {
  const send = async (
    path: string,
    type: string,
    body: string | Uint8Array,
    signal: AbortSignal,
  ): Promise<Response> => {
    const url = `${ingestUrl}${path}`;
    try {
      return await request(url, {
        method: 'POST',
        headers: { 'content-type': type, authorization: `Bearer ${token}` },
        body: body as BodyInit,
        signal,
      });
    } catch (error) {
      const cause = error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error);
      throw new Error(`the ingestor at ${url} cannot be reached (${cause}): is it running?`, { cause: error });
    }
  };
  const post = async (
    path: string,
    type: string,
    body: string,
    rows: number,
    signal: AbortSignal,
  ): Promise<Delivered> => {
    const response = await send(path, type, body, signal);
    const text = await response.text();
    if (response.ok) return { accepted: rows, refused: 0, reason: undefined };
    const problem = partSchema.safeParse(parsed(text));
    const place = problem.data?.places?.[0];
    if (response.status === 400 && problem.success && place !== undefined) {
      const refused = problem.data.refused ?? problem.data.places?.length ?? 0;
      const reason = `row ${place.line ?? (place.index ?? 0) + 1}: ${place.reason}`;
      return { accepted: problem.data.accepted ?? Math.max(0, rows - refused), refused, reason };
    }
    throw refusal(path, response.status, text);
  };
  const refusal = (path: string, status: number, text: string): Error => {
    const problem = problemSchema.safeParse(parsed(text));
    return new Error(
      `the ingestor at ${ingestUrl}${path} answered ${status}: ${problem.success ? problem.data.detail : text.slice(0, 500)}`,
    );
  };
  return {
    postRecords: (type, rows, signal) =>
      post(
        `/api/v1/records/${encodeURIComponent(type)}`,
        'application/json',
        JSON.stringify(rows),
        rows.length,
        signal,
      ),
    writeLines: (lines, signal) =>
      post(
        `/api/v2/write?bucket=${encodeURIComponent(bucket)}&precision=ms`,
        'text/plain; charset=utf-8',
        lines.join('\n'),
        lines.length,
        signal,
      ),
    putDocument: async ({ name, title, kind, mediaType }, bytes, signal) => {
      const path = `/api/v1/documents?${new URLSearchParams({ name, title, kind }).toString()}`;
      const response = await send(path, mediaType, bytes, signal);
      const text = await response.text();
      const document = keptSchema.safeParse(parsed(text));
      if (!response.ok || !document.success) throw refusal(path, response.status, text);
      return document.data.id;
    },
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
