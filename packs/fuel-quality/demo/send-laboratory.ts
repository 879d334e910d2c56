import type { RunningWellhead } from '../../src/index.js';
import type { LaboratoryWork } from '../simulator/laboratory.js';

const ROWS_A_REQUEST = 5_000;

/** Sends what laboratory and dispatch have reported, as their systems would. Sending it again changes nothing. Returns rows sent. */
export async function sendLaboratory(
  { ingestUrl, token }: Pick<RunningWellhead, 'ingestUrl' | 'token'>,
  { results, batches }: LaboratoryWork,
): Promise<number> {
  const post = async (type: string, rows: readonly object[]): Promise<void> => {
    const response = await fetch(`${ingestUrl}/api/v1/records/${type}`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${token}`,
        'x-wellhead-source': 'laboratory',
      },
      body: JSON.stringify(rows),
    });
    if (!response.ok)
      throw new Error(
        `the ingestor at ${ingestUrl} refused simulated ${type}: ${response.status} ${await response.text()}`,
      );
  };
  for (const [type, rows] of [
    ['batches', batches],
    ['laboratory_results', results],
  ] as const)
    for (let from = 0; from < rows.length; from += ROWS_A_REQUEST)
      await post(type, rows.slice(from, from + ROWS_A_REQUEST));
  return results.length + batches.length;
}
