import { problemSchema } from '@wellhead/contracts';

/** What the ingestor did with a request. Rows not accepted are in its quarantine, with these reasons. */
export interface Delivered {
  readonly accepted: number;
  readonly refused: readonly string[];
}

/** The ingestor over HTTP: the one way in, also for what flows bring. A request resolves when it is durable there. */
export interface IngestClient {
  postRecords(type: string, rows: readonly object[], signal: AbortSignal): Promise<Delivered>;
  /** Lines of line protocol with times in ms. */
  writeLines(lines: readonly string[], signal: AbortSignal): Promise<Delivered>;
}

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
  const post = async (
    path: string,
    type: string,
    body: string,
    rows: number,
    signal: AbortSignal,
  ): Promise<Delivered> => {
    const url = `${ingestUrl}${path}`;
    let response: Response;
    try {
      response = await request(url, {
        method: 'POST',
        headers: { 'content-type': type, authorization: `Bearer ${token}` },
        body,
        signal,
      });
    } catch (error) {
      const cause = error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error);
      throw new Error(`the ingestor at ${url} cannot be reached (${cause}): is it running?`, { cause: error });
    }
    const text = await response.text();
    if (response.ok) return { accepted: rows, refused: [] };
    const problem = problemSchema.safeParse(parsed(text));
    const places = problem.success ? (problem.data.places ?? []) : [];
    if (response.status === 400 && places.length > 0) {
      const refused = places.map(({ line, index, reason }) => `row ${line ?? (index ?? 0) + 1}: ${reason}`);
      return { accepted: Math.max(0, rows - refused.length), refused };
    }
    const said = problem.success ? problem.data.detail : text.slice(0, 500);
    throw new Error(`the ingestor at ${url} answered ${response.status}: ${said}`);
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
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
