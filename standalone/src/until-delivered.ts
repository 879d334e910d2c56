const PAUSE_MS = 250;

/** Records appended and records that some store lacks, by spool, as an ingestor tells them on `/metrics`. */
async function spools(
  ingestUrl: string,
  token: string,
): Promise<ReadonlyMap<string, { ever: number; pending: number }>> {
  const response = await fetch(`${ingestUrl}/metrics`, { headers: { authorization: `Bearer ${token}` } });
  if (!response.ok) throw new Error(`the ingestor at ${ingestUrl}/metrics answered ${response.status}`);
  const found = new Map<string, { ever: number; pending: number }>();
  for (const [, name, labels = '', value] of (await response.text()).matchAll(
    /^wellhead_ingestor_(spool|pending)_records(\{.*\})? (\d+)$/gm,
  )) {
    const spool = found.get(labels) ?? { ever: 0, pending: 0 };
    spool[name === 'spool' ? 'ever' : 'pending'] = Number(value);
    found.set(labels, spool);
  }
  if (found.size === 0) throw new Error(`the ingestor at ${ingestUrl}/metrics tells of no spool`);
  return found;
}

/** Resolves when the stores have all that an ingestor in another process has acknowledged so far. */
export async function untilDelivered(ingestUrl: string, token: string): Promise<void> {
  const acknowledged = await spools(ingestUrl, token);
  for (;;) {
    const now = await spools(ingestUrl, token);
    const isIn = [...acknowledged].every(([spool, { ever }]) => {
      const state = now.get(spool);
      return state === undefined || state.ever - state.pending >= ever;
    });
    if (isIn) return;
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
}
