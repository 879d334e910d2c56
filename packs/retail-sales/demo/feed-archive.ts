import { z } from 'zod';
import type { ShiftedOrderLine } from './shift-dates.js';

const BATCH_ROWS = 1_000;
const ATTEMPTS = 10;

export interface FeedTarget {
  /** Address of the ingestor, such as http://127.0.0.1:8090. */
  readonly ingestUrl: string;
  readonly token: string;
}

const partSchema = z.object({ accepted: z.number().int().positive(), refused: z.number().int().positive() });

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const waitMs = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Sends one batch; a full or restarting ingestor (429, 5xx, no answer) is asked again, as it says or with growing pauses. */
async function postBatch(target: FeedTarget, rows: readonly ShiftedOrderLine[]): Promise<void> {
  const url = `${target.ingestUrl}/api/v1/records/orders`;
  for (let attempt = 1; ; attempt += 1) {
    let refusal: string;
    let pauseMs = Math.min(5_000, 100 * 2 ** attempt);
    try {
      const response = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${target.token}` },
        body: JSON.stringify(rows),
      });
      const text = await response.text();
      if (response.ok) return;
      // Some rows were refused and are in quarantine, the others were taken.
      if (response.status === 400 && partSchema.safeParse(parsed(text)).success) return;
      refusal = `${response.status} ${text.slice(0, 500)}`;
      if (response.status !== 429 && response.status < 500) {
        throw new Error(`the ingestor at ${url} refused orders of the demo archive: ${refusal}`);
      }
      const retryAfterSeconds = Number(response.headers.get('retry-after'));
      if (retryAfterSeconds > 0) pauseMs = retryAfterSeconds * 1_000;
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
      refusal = `no answer (${String(error.cause ?? error.message)})`;
    }
    if (attempt === ATTEMPTS) {
      throw new Error(`the ingestor at ${url} did not take the demo archive after ${ATTEMPTS} attempts: ${refusal}`);
    }
    await waitMs(pauseMs);
  }
}

/** Sends orders to the ingestor as records of the type `orders`, in order. Returns how many. Sending them again is harmless. */
export async function feedArchive(
  target: FeedTarget,
  lines: readonly ShiftedOrderLine[],
  onProgress: (sent: number, of: number) => void = () => {},
): Promise<number> {
  for (let at = 0; at < lines.length; at += BATCH_ROWS) {
    const batch = lines.slice(at, at + BATCH_ROWS);
    await postBatch(target, batch);
    onProgress(at + batch.length, lines.length);
  }
  return lines.length;
}
