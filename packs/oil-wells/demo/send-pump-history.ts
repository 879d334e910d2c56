import { pumpHistory } from './pump-history.js';
import type { CardTarget } from './send-dynamograms.js';

const LINES_A_REQUEST = 5_000;

export interface PumpTarget extends CardTarget {
  /** That the ingestor takes writes for. */
  readonly bucket: string;
}

/** Sends simulated telemetry of pumps after a time (default: all, about 50,000 lines) and their repairs. Sending them again changes nothing. */
export async function sendPumpHistory(
  { ingestUrl, token, nowMs, bucket }: PumpTarget,
  sinceMs?: number,
): Promise<number> {
  const post = async (path: string, type: string, body: string): Promise<void> => {
    const response = await fetch(`${ingestUrl}${path}`, {
      method: 'POST',
      headers: { 'content-type': type, authorization: `Bearer ${token}` },
      body,
    });
    if (!response.ok)
      throw new Error(
        `the ingestor at ${ingestUrl}${path} refused simulated pumps: ${response.status} ${await response.text()}`,
      );
  };
  const { lines, repairs } = pumpHistory({ untilMs: nowMs, sinceMs });
  await post('/api/v1/records/maintenance_records', 'application/json', JSON.stringify(repairs));
  let sent = 0;
  let part: string[] = [];
  const send = async (): Promise<void> => {
    if (part.length === 0) return;
    await post(`/api/v2/write?precision=ms&bucket=${encodeURIComponent(bucket)}`, 'text/plain', part.join('\n'));
    sent += part.length;
    part = [];
  };
  for (const line of lines) {
    part.push(line);
    if (part.length === LINES_A_REQUEST) await send();
  }
  await send();
  return sent;
}
