import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ledgerTotals, listLedger, openPool, startEmbeddedPostgres } from '@wellhead/stores';
import { pino } from 'pino';
import { type MortalInflux, startDebianInflux } from '../../stores/testing/debian-influx.js';
import { type BenchOptions, type BenchResult, machine, rounded } from './bench-result.js';
import { type PacedOutcome, sendPaced, wait } from './store-down/paced-load.js';
import { type IngestorService, startIngestorService } from './store-down/service.js';

const VALUES_PER_SECOND = 50_000;
const FULL = { seconds: 600, downFrom: 200, downFor: 180 } as const;
const QUICK = { seconds: 60, downFrom: 20, downFor: 20 } as const;

/**
 * The ingestor as compose runs it, bundled, on InfluxDB (Debian's, behind the shim of the tests) takes 50,000 values a second; InfluxDB's process is ended in the
 * midst and started again on its folder. What was acknowledged is counted in InfluxDB at the end; the ingestor's resident memory is read twice a second.
 */
export async function run({ quick }: BenchOptions): Promise<BenchResult> {
  const before = machine();
  const influx = await startDebianInflux();
  if ('missing' in influx)
    return { name: 'store-down', figures: {}, ratios: {}, n: {}, machine: before, missing: [influx.missing] };
  const dir = await mkdtemp(path.join(tmpdir(), 'wellhead-bench-store-down-'));
  // The embedded Postgres runs as another user when we are root.
  await chmod(dir, 0o755);
  const log = pino({ level: 'warn' }, pino.destination(2));
  const token = randomBytes(24).toString('hex');
  const postgres = await startEmbeddedPostgres({ dataDir: path.join(dir, 'postgres'), password: token, log });
  try {
    const environment = {
      DATABASE_URL: postgres.url,
      INFLUX_URL: influx.url,
      INFLUX_TOKEN: influx.token,
      INFLUX_ORG: influx.org,
      INFLUX_BUCKET: influx.bucket,
      WELLHEAD_DATA_DIR: dir,
      WELLHEAD_TOKEN: token,
    };
    const service = await startIngestorService(environment, path.join(dir, 'app'));
    try {
      const outcome = await measure(service, influx, token, quick ? QUICK : FULL);
      const books = await readBooks(postgres.url);
      return { name: 'store-down', ...outcome, figures: { ...outcome.figures, ...books }, ratios: {}, machine: before };
    } finally {
      await service.close();
    }
  } finally {
    await postgres.close();
    await influx.close();
    await rm(dir, { recursive: true, force: true });
  }
}

async function measure(
  service: IngestorService,
  influx: MortalInflux,
  token: string,
  plan: { readonly seconds: number; readonly downFrom: number; readonly downFor: number },
): Promise<Pick<BenchResult, 'figures' | 'n'>> {
  const target = {
    url: `${service.url}/api/v2/write?bucket=${influx.bucket}&precision=ns`,
    headers: { authorization: `Token ${token}` },
  };
  const idleMb = await service.rssMb();
  let rssMb = idleMb;
  let pending = 0;
  let ended = false;
  const watch = async (): Promise<void> => {
    while (!ended) {
      rssMb = Math.max(rssMb, await service.rssMb());
      pending = Math.max(pending, (await service.state()).pendingRecords);
      await wait(500);
    }
  };
  const takeAway = async (): Promise<void> => {
    await wait(plan.downFrom * 1_000);
    await influx.stopEngine();
    console.log(`InfluxDB stopped after ${plan.downFrom} s`);
    await wait(plan.downFor * 1_000);
    await influx.startEngine();
    console.log(`InfluxDB is back after ${plan.downFor} s`);
  };
  const watching = watch();
  // It is awaited below; when the service ends early, what the senders say of it comes first.
  watching.catch(() => undefined);
  let sent: PacedOutcome;
  let drainSeconds: number;
  try {
    [sent] = await Promise.all([sendPaced(target, VALUES_PER_SECOND, plan.seconds), takeAway()]);
    const drainFrom = performance.now();
    while ((await service.state()).pendingRecords > 0) await wait(200);
    drainSeconds = (performance.now() - drainFrom) / 1_000;
  } finally {
    ended = true;
    await watching;
  }
  const stored = await countStored(influx);
  const ackMs = sent.ackMs.toSorted((a, b) => a - b);
  const quantile = (q: number): number => ackMs[Math.min(ackMs.length - 1, Math.floor(q * ackMs.length))] ?? Number.NaN;
  return {
    figures: {
      lost: sent.acknowledgedValues - stored,
      rss_mb: Math.round(rssMb),
      idle_rss_mb: Math.round(idleMb),
      values_per_s: Math.round(sent.acknowledgedValues / sent.seconds),
      put_off_requests: sent.putOff,
      most_pending_records: pending,
      drain_s: rounded(drainSeconds),
      ack_ms_p50: rounded(quantile(0.5)),
      ack_ms_p99: rounded(quantile(0.99)),
    },
    n: { values: sent.acknowledgedValues, seconds: plan.seconds, down_seconds: plan.downFor },
  };
}

async function countStored(influx: MortalInflux): Promise<number> {
  const query = new URLSearchParams({ db: influx.bucket, q: 'SELECT count(*) FROM env' });
  const answer = (await (await fetch(`${influx.engineUrl}/query?${query.toString()}`)).json()) as {
    results: { series?: { values: number[][] }[] }[];
  };
  return (answer.results[0]?.series?.[0]?.values[0] ?? []).slice(1).reduce((sum, count) => sum + count, 0);
}

/** What the ledger says afterwards: readings delivered, and rows that it cannot place. */
async function readBooks(databaseUrl: string): Promise<Readonly<Record<string, number>>> {
  // The progress of telemetry is written down within a second.
  await wait(2_000);
  const log = pino({ level: 'warn' }, pino.destination(2));
  const pool = openPool(databaseUrl, { log });
  try {
    const hours = await listLedger(pool);
    const [hour] = hours;
    const totals = hour && (await ledgerTotals(pool, hour.ingestor));
    const { accepted = 0, delivered = 0 } = totals?.sinks['telemetry'] ?? {};
    return {
      ledger_imbalance: hours.reduce((sum, { imbalance }) => sum + imbalance, 0),
      ledger_accepted: accepted,
      ledger_delivered: delivered,
    };
  } finally {
    await pool.end();
  }
}
