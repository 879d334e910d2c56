import { openCheckCatalogue } from '@wellhead/stores';
import type { Series } from '@wellhead/contracts';
import type { Logger } from 'pino';
import type { Pool } from 'pg';
import { type BatchChecker, openBatchChecker } from '../domain/checks/check-batch.js';

/** How often the catalogue is looked at, in ms: a check that was changed holds after this. */
const LOOK_MS = 2_000;

export interface Checks {
  readonly checker: BatchChecker;
  /** Looks at the catalogue now. */
  refresh(): Promise<void>;
  close(): Promise<void>;
}

/** Checks as the catalogue has them, followed while we run; registers assets that are to be registered when they first send. */
export async function openChecks(parts: {
  readonly pool: Pool;
  readonly log: Logger;
  readonly clock: () => number;
}): Promise<Checks> {
  const { log } = parts;
  const catalogue = openCheckCatalogue(parts.pool);
  const toRegister = new Map<string, Pick<Series, 'measurement' | 'field'> & { readonly asset: string }>();
  let registers: ReadonlySet<string> = new Set();
  let version: string | undefined;

  const checker = openBatchChecker(parts.clock(), ({ measurement, field, tags }) => {
    const { asset } = tags;
    if (asset && registers.has(measurement))
      toRegister.set(`${asset} ${measurement}.${field}`, { asset, measurement, field });
  });

  async function look(): Promise<void> {
    for (const [key, signal] of toRegister) {
      await catalogue.registerSignal(signal);
      toRegister.delete(key);
      log.info(signal, 'asset registered');
    }
    const now = await catalogue.version();
    if (now === version) return;
    const definitions = await catalogue.definitions();
    registers = new Set(
      [...definitions.policies].flatMap(([measurement, policy]) =>
        policy.unknownAsset === 'register' ? [measurement] : [],
      ),
    );
    checker.define(definitions);
    version = now;
  }

  let running: Promise<void> | undefined;
  const refresh = async (): Promise<void> => {
    await running?.catch(() => undefined);
    running = look();
    await running;
  };
  await refresh();
  const timer = setInterval(() => {
    refresh().catch((error: unknown) => log.warn({ err: error }, 'checks not read, those before hold'));
  }, LOOK_MS);
  timer.unref();
  return {
    checker,
    refresh,
    async close() {
      clearInterval(timer);
      await running?.catch((error: unknown) => log.debug({ err: error }, 'checks not read'));
    },
  };
}
