import http from 'node:http';
import { type BodyMaker, createBodies, FIELDS_PER_LINE, LINES_PER_BODY } from '../ingest/bodies.js';

export interface PacedOutcome {
  readonly acknowledgedValues: number;
  readonly seconds: number;
  /** Answers that asked to try again. */
  readonly putOff: number;
  readonly ackMs: readonly number[];
}

const SENDERS = 2;

/**
 * Sends values at a steady rate for some seconds, as agents do: each body at its time, sent again after `Retry-After` until it is acknowledged. A
 * sender that was held up catches up, so that the whole is sent in the end.
 */
export async function sendPaced(
  target: { readonly url: string; readonly headers: Readonly<Record<string, string>> },
  valuesPerSecond: number,
  seconds: number,
): Promise<PacedOutcome> {
  const agent = new http.Agent({ keepAlive: true, maxSockets: SENDERS });
  const startMs = performance.now();
  const everyMs = (1_000 * LINES_PER_BODY * FIELDS_PER_LINE * SENDERS) / valuesPerSecond;
  const ackMs: number[] = [];
  let putOff = 0;

  async function sender(bodies: BodyMaker, offsetMs: number): Promise<void> {
    for (let dueMs = offsetMs; dueMs < seconds * 1_000; dueMs += everyMs) {
      await wait(startMs + dueMs - performance.now());
      const body = bodies.next();
      const sentMs = performance.now();
      for (;;) {
        const { status, retryAfterSeconds } = await post(agent, target, body);
        if (status === 204) break;
        if (status !== 429 && status !== 503) throw new Error(`the ingestor answered ${status}`);
        putOff += 1;
        await wait(1_000 * retryAfterSeconds);
      }
      ackMs.push(performance.now() - sentMs);
    }
  }

  const firstTimeMs = Date.now() - 7_200_000;
  await Promise.all(
    Array.from({ length: SENDERS }, (_, number) =>
      sender(createBodies(number, firstTimeMs), (number * everyMs) / SENDERS),
    ),
  );
  agent.destroy();
  return {
    acknowledgedValues: ackMs.length * LINES_PER_BODY * FIELDS_PER_LINE,
    seconds: (performance.now() - startMs) / 1_000,
    putOff,
    ackMs,
  };
}

export const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, Math.max(0, ms)));

function post(
  agent: http.Agent,
  { url, headers }: { readonly url: string; readonly headers: Readonly<Record<string, string>> },
  body: Buffer,
): Promise<{ readonly status: number; readonly retryAfterSeconds: number }> {
  return new Promise((resolve, reject) => {
    const request = http.request(
      url,
      { method: 'POST', agent, headers: { ...headers, 'content-length': body.length } },
      (response) => {
        response.resume();
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            retryAfterSeconds: Number(response.headers['retry-after'] ?? 1),
          }),
        );
      },
    );
    request.on('error', reject);
    request.end(body);
  });
}
