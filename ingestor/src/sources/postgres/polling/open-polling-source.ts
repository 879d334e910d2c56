import { openPool } from '@wellhead/stores';
import { runOnSchedule } from '../../schedule/run-on-schedule.js';
import type { Source, SourceContext } from '../../source.js';
import { openPolledTable } from './poll-table.js';
import type { PollingSourceConfig } from './polling-config.js';

/**
 * Follows tables of a Postgres by watermark and key, in read-only transactions, on a schedule. How far it has come lies in the record of the
 * rows, so that after a crash it goes on behind the last durable one.
 */
export function openPollingSource(config: PollingSourceConfig, context: SourceContext): Promise<Source> {
  const { status, log, clock } = context;
  const { rowsAtOnce, statementTimeoutSeconds } = config;
  const closing = new AbortController();
  const pool = openPool(config.url, {
    max: 1,
    readOnly: true,
    statementTimeoutMs: statementTimeoutSeconds * 1_000,
    log,
  });
  const tables = config.tables.map((table) => ({
    name: table.table,
    polled: openPolledTable(table, { ...context, pool, rowsAtOnce }),
  }));

  const round = async (): Promise<void> => {
    const startedMs = clock();
    const reasons: string[] = [];
    for (const { name, polled } of tables) {
      if (closing.signal.aborted) return;
      const reason = await polled.round().then(
        () => undefined,
        (error: Error) => `${name}: ${error.message}`,
      );
      if (reason !== undefined) reasons.push(reason);
      status.lags = tables.map((one) => ({ stream: one.name, partition: 0, events: one.polled.waiting }));
    }
    const reason = reasons.length === 0 ? undefined : reasons.join('; ');
    if (reason !== undefined && reason !== status.lastError)
      log.warn({ source: config.name, reason }, 'polling failed');
    if (reason === undefined) status.behindSinceMs = startedMs;
    status.isConnected = reasons.length < tables.length;
    status.lastError = reason;
  };
  const running = runOnSchedule(config.schedule, round, {
    closing: closing.signal,
    clock,
    onFailure: (error) => log.error({ err: error, source: config.name }, 'polling not done'),
  });
  return Promise.resolve({
    async close() {
      closing.abort();
      await running;
      await pool.end();
    },
  });
}
