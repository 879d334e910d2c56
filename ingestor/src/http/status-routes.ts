import type { TelemetryStore } from '@wellhead/stores';
import express from 'express';
import type { Pool } from 'pg';
import type { Feed } from '../feed/feed.js';
import { HIGH_WATER } from '../feed/high-water.js';
import type { SourceState } from '../sources/source.js';
import type { IngestorMetrics } from './metrics.js';

/** One thing that the ingestor stands on. */
interface Dependency {
  readonly name: string;
  readonly status: 'pass' | 'warn' | 'fail';
  readonly detail: string;
}

const PING_MS = 2_000;

/** Liveness, readiness with each dependency, and metrics. */
export function createStatusRoutes(parts: {
  readonly stores: { readonly telemetry: TelemetryStore; readonly pool: Pool };
  readonly feed: Feed;
  readonly sources: { readonly states: readonly SourceState[] };
  readonly metrics: IngestorMetrics;
}): express.Router {
  const { stores, feed, sources, metrics } = parts;
  const router = express.Router();

  router.get('/healthz', (_request, response) => {
    response.json({ status: 'pass' });
  });

  // A store or a source that is away does not make us unready: that is what the spool and the broker are for. A spool that takes nothing
  // does, and books that do not balance do: something acknowledged was lost or counted twice, and a person must look before more is trusted to us.
  router.get('/readyz', async (_request, response) => {
    const dependencies = await Promise.all([
      Promise.resolve(spoolState(feed)),
      probe(`telemetry (${stores.telemetry.name})`, () => stores.telemetry.ping()),
      probe('postgres', () => stores.pool.query('select 1')),
      Promise.resolve(ledgerState(feed)),
    ]);
    const canKeep = [dependencies[0], dependencies[3]].every((one) => one?.status !== 'fail');
    const { states } = sources;
    const isWhole =
      dependencies.every(({ status }) => status === 'pass') &&
      states.every(({ isConnected, lastError }) => isConnected && lastError === undefined);
    response.status(canKeep ? 200 : 503).json({
      status: canKeep ? (isWhole ? 'pass' : 'warn') : 'fail',
      dependencies,
      pendingRecords: feed.pending,
      sinks: feed.sinks,
      sources: states,
    });
  });

  router.get('/metrics', async (_request, response) => {
    response.type(metrics.registry.contentType).send(await metrics.registry.metrics());
  });
  return router;
}

function spoolState({ spool }: Feed): Dependency {
  const { bytes, maxBytes } = spool;
  const status = bytes >= maxBytes ? 'fail' : bytes >= HIGH_WATER * maxBytes ? 'warn' : 'pass';
  return { name: 'spool', status, detail: `${bytes} of ${maxBytes} bytes` };
}

function ledgerState(feed: Feed): Dependency {
  const { isBalanced, balances, checkedAtMs } = feed.ledger.state;
  const wrong = balances.filter(({ imbalance }) => imbalance !== 0);
  const detail =
    checkedAtMs === undefined
      ? 'not checked yet'
      : wrong.length === 0
        ? 'balances'
        : wrong
            .map(({ account, total, placed }) => `${account}: ${placed} of ${total} rows are accounted for`)
            .join('; ');
  return { name: 'ledger', status: isBalanced ? 'pass' : 'fail', detail };
}

async function probe(name: string, ask: () => Promise<unknown>): Promise<Dependency> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${PING_MS} ms`)), PING_MS);
  });
  try {
    await Promise.race([ask(), late]);
    return { name, status: 'pass', detail: 'answers' };
  } catch (error) {
    return { name, status: 'fail', detail: error instanceof Error ? error.message : String(error) };
  } finally {
    clearTimeout(timer);
  }
}
