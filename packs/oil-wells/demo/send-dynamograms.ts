import { dynamogramRows, type DynamogramRow } from './dynamogram-rows.js';

export interface CardTarget {
  /** Address of the ingestor, such as http://127.0.0.1:8090. */
  readonly ingestUrl: string;
  readonly token: string;
  readonly nowMs: number;
}

const BATCH_ROWS = 100;
const DAYS = 9;

/** Sends simulated dynamograms of nine days as records, 288 in all. Sending them again within six hours changes nothing: their ids are the same. */
export async function sendDynamograms({ ingestUrl, token, nowMs }: CardTarget): Promise<number> {
  const url = `${ingestUrl}/api/v1/records/dynamograms`;
  const post = async (rows: readonly DynamogramRow[]): Promise<void> => {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify(rows),
    });
    if (!response.ok)
      throw new Error(
        `the ingestor at ${url} refused simulated dynamograms: ${response.status} ${await response.text()}`,
      );
  };
  const rows = [...dynamogramRows({ untilMs: nowMs, days: DAYS })];
  for (let from = 0; from < rows.length; from += BATCH_ROWS) await post(rows.slice(from, from + BATCH_ROWS));
  return rows.length;
}
