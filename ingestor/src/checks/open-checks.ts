import { QUALITY_MEASUREMENT, type Series } from '@wellhead/contracts';
import { openCheckCatalogue, type TelemetryStore } from '@wellhead/stores';
import type { Logger } from 'pino';
import type { Pool } from 'pg';
import { type BatchChecker, openBatchChecker } from '../domain/checks/check-batch.js';
import type { CheckDefinitions } from '../domain/checks/definitions.js';

/** How often the catalogue is looked at, in ms: a check that was changed holds after this. */
const LOOK_MS = 2_000;
/** How often it is asked which series have qualities in the store, in ms: other ingestors write some too. */
const KNOW_MS = 60_000;

export interface Checks {
  readonly checker: BatchChecker;
  /** A checker of the same checks that has seen nothing and tells nobody, for a dry run. */
  tryOut(): Pick<BatchChecker, 'check'>;
  /** Looks at the catalogue now. */
  refresh(): Promise<void>;
  close(): Promise<void>;
}

/** Checks as the catalogue has them, followed while we run; registers assets that are to be registered when they first send. */
export async function openChecks(parts: {
  readonly pool: Pool;
  readonly telemetry: Pick<TelemetryStore, 'series'>;
  /** Resolves when the store has everything that was acknowledged before. */
  readonly drained: () => Promise<void>;
  readonly log: Logger;
  readonly clock: () => number;
}): Promise<Checks> {
  const { telemetry, log } = parts;
  const catalogue = openCheckCatalogue(parts.pool);
  const toRegister = new Map<string, Pick<Series, 'measurement' | 'field'> & { readonly asset: string }>();
  let registers: ReadonlySet<string> = new Set();
  let version: string | undefined;
  let current: CheckDefinitions | undefined;

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
    current = definitions;
    version = now;
  }

  let running: Promise<void> | undefined;
  const refresh = async (): Promise<void> => {
    await running?.catch(() => undefined);
    running = look();
    await running;
  };
  await refresh();

  let closed = false;
  let asking: Promise<readonly Series[]> | undefined;
  /** Until the store has everything, qualities may lie in the spool; and one that is away cannot be asked. */
  async function know(): Promise<void> {
    await parts.drained();
    if (closed) return;
    asking = telemetry.series({ measurement: QUALITY_MEASUREMENT });
    checker.know(new Set((await asking).map(({ key }) => key)));
  }
  let knowing: Promise<void> | undefined;
  const startToKnow = (): void => {
    knowing ??= know()
      .catch((error: unknown) => log.debug({ err: error }, 'qualities not listed'))
      .finally(() => (knowing = undefined));
  };
  startToKnow();
  const knowTimer = setInterval(startToKnow, KNOW_MS);
  knowTimer.unref();
  const timer = setInterval(() => {
    refresh().catch((error: unknown) => log.warn({ err: error }, 'checks not read, those before hold'));
  }, LOOK_MS);
  timer.unref();
  return {
    checker,
    tryOut() {
      const trial = openBatchChecker(parts.clock());
      if (current) trial.define(current);
      return trial;
    },
    refresh,
    async close() {
      closed = true;
      clearInterval(timer);
      clearInterval(knowTimer);
      await asking?.catch((error: unknown) => log.debug({ err: error }, 'qualities not listed'));
      await running?.catch((error: unknown) => log.debug({ err: error }, 'checks not read'));
    },
  };
}
