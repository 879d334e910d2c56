import { saveAudit, type TelemetryStore } from '@wellhead/stores';
import type { Logger } from 'pino';
import type { Pool } from 'pg';

const EVERY_MS = 3_600_000;
/** Not at once: a start has better things to do than to count everything. */
const FIRST_MS = 120_000;
/** Written to the store by the forecaster itself, not through an ingestor. */
const NOT_OURS = 'wellhead_forecast';

/**
 * Counts, once an hour, the distinct readings that the store holds, and keeps them beside what the ledger says was written: the difference
 * was overwritten by later readings of the same time, or dropped by retention. An audit, not a balance: other ingestors may write meanwhile.
 */
export function startAudit(parts: { readonly pool: Pool; readonly telemetry: TelemetryStore; readonly log: Logger }): {
  run(): Promise<void>;
  close(): Promise<void>;
} {
  const { pool, telemetry, log } = parts;
  let running: Promise<void> | undefined;

  async function audit(): Promise<void> {
    const [all, copies] = [await telemetry.count({}), await telemetry.count({ measurement: NOT_OURS })];
    await saveAudit(pool, telemetry.name, all - copies);
    log.info({ readings: all - copies }, 'ledger audited');
  }

  const run = (): Promise<void> => (running ??= audit().finally(() => (running = undefined)));
  const start = (): void => {
    run().catch((error: unknown) => log.warn({ err: error }, 'ledger not audited'));
  };
  const first = setTimeout(start, FIRST_MS);
  const timer = setInterval(start, EVERY_MS);
  first.unref();
  timer.unref();
  return {
    run,
    async close() {
      clearTimeout(first);
      clearInterval(timer);
      await running?.catch((error: unknown) => log.debug({ err: error }, 'ledger not audited'));
    },
  };
}
