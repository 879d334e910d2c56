import type { Logger } from 'pino';
import type { Pool } from 'pg';
import { lookOften } from '../../look-often.js';
import type { SourceStatus } from '../../source.js';
import { WAL_STREAM } from './domain/wal-progress.js';
import type { ReplicationSourceConfig } from './replication-config.js';
import { slotState } from './slot.js';

/**
 * Asks every few seconds how much log the slot holds back in the source, which has to store it until we have taken it, and tells it; beyond
 * `slotWarningBytes` as a failure.
 */
export function watchSlot(
  parts: { readonly pool: Pool; readonly status: SourceStatus; readonly log: Logger } & Pick<
    ReplicationSourceConfig,
    'name' | 'slot' | 'slotWarningBytes'
  >,
): { close(): Promise<void> } {
  const { pool, status, log, name, slot, slotWarningBytes } = parts;
  let told: string | undefined;

  async function look(): Promise<void> {
    const state = await slotState(pool, slot);
    if (!state) return;
    status.lags = [{ stream: WAL_STREAM, partition: 0, bytes: state.heldBytes }];
    const isLarge = state.heldBytes > slotWarningBytes;
    const reason = isLarge
      ? `slot ${slot} holds back ${Math.round(state.heldBytes / 1e6)} MB of log in the source database (${state.walStatus}): it grows until the changes are taken`
      : undefined;
    if (reason !== undefined && told === undefined)
      log.warn({ source: name, slot, heldBytes: state.heldBytes, walStatus: state.walStatus }, 'slot has grown');
    if (status.lastError === told) status.lastError = reason;
    told = reason;
  }

  return lookOften(look);
}
