import { querySchema } from '@wellhead/contracts';
import { runQuery } from '@wellhead/stores';
import type { IngestorFixture } from './ingestor-fixture.js';

/** Time in ms after `fromMs`, value and quality of each reading of a signal: as the data source asks for them, a day from there. */
export async function seenWithQuality(
  { ingestor, telemetry, database }: IngestorFixture,
  of: { asset: string; signal: string; fromMs: number; aggregate?: 'raw' | 'mean' },
): Promise<readonly (readonly [ms: number, value: unknown, quality: unknown])[]> {
  await ingestor.drained();
  const { asset, signal, fromMs, aggregate = 'raw' } = of;
  const [frame] = await runQuery(
    { telemetry, pool: database.pool, readOnlyPool: database.pool },
    querySchema.parse({
      queryType: 'telemetry',
      assets: [asset],
      signals: [signal],
      aggregate,
      windowMs: 60_000,
      quality: true,
    }),
    { fromMs, toMs: fromMs + 86_400_000, nowMs: fromMs, intervalMs: 60_000, maxDataPoints: 1_000, fromAlert: false },
  );
  const [times, values, quality] = frame?.fields ?? [];
  const at = (times?.values ?? new BigInt64Array(0)) as BigInt64Array;
  return [...at].map((ns, row) => [Number(ns / 1_000_000n) - fromMs, values?.values[row], quality?.values[row]]);
}
