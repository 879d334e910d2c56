import { isStale, type Clock } from '@wellhead/contracts';
import type { HealthReport } from '@wellhead/backend-sdk';
import type { TelemetryStore } from '@wellhead/stores';
import { openCatalogue } from '@wellhead/stores';
import type pg from 'pg';

/** How one thing that the data source depends on is doing. */
interface Dependency {
  readonly name: string;
  readonly state: 'ok' | 'away' | 'stale' | 'none yet';
  readonly text: string;
}

export interface CheckHealthOptions {
  readonly pool: pg.Pool;
  readonly telemetry: Pick<TelemetryStore, 'name' | 'ping'>;
  readonly clock: Clock;
  /** How long each dependency may take to answer. */
  readonly timeoutMs: number;
}

const reasonOf = (error: unknown): string => {
  if (error instanceof AggregateError && error.errors.length > 0) return reasonOf(error.errors[0]);
  return error instanceof Error ? error.message || error.name : String(error);
};

/** Rejects after the time, so that a store that hangs is told of rather than waited for. */
async function within<T>(timeoutMs: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${timeoutMs / 1000} s`)), timeoutMs);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

async function reach(name: string, timeoutMs: number, ask: () => Promise<unknown>): Promise<Dependency> {
  try {
    await within(timeoutMs, ask());
    return { name, state: 'ok', text: `${name} answers` };
  } catch (error) {
    return { name, state: 'away', text: `${name} cannot be reached: ${reasonOf(error)}` };
  }
}

interface FreshnessRow {
  readonly pack: string;
  readonly signals: number;
  readonly forecast: number;
  readonly oldest: Date | null;
}

/** By pack: how many signals are to be forecast, how many are, and the oldest of their newest vintages. */
const FRESHNESS_SQL = `
  select s.pack, count(*)::int as signals, count(f.issued_at)::int as forecast, min(f.issued_at) as oldest
  from ops.signals s
  left join lateral (
    select issued_at from ops.forecasts f
    where f.champion and f.asset = s.asset and f.measurement = s.measurement and f.field = s.field
    order by issued_at desc limit 1
  ) f on true
  where s.horizon_steps > 0
  group by s.pack order by s.pack`;

const AGE_UNITS = [
  [86_400_000, 'd'],
  [3_600_000, 'h'],
  [60_000, 'min'],
] as const;
const ageText = (ms: number): string => {
  const [size, unit] = AGE_UNITS.find(([least]) => ms >= least) ?? [1_000, 's'];
  return `${Math.floor(ms / size)} ${unit}`;
};

function freshnessOf(row: FreshnessRow, scheduleMs: number, nowMs: number): Dependency {
  const name = `forecasts of ${row.pack}`;
  if (!row.oldest) return { name, state: 'none yet', text: `${name}: none yet for ${row.signals} signals` };
  const issuedAtMs = row.oldest.getTime();
  const told = `${row.forecast} of ${row.signals} signals, the oldest issued ${ageText(nowMs - issuedAtMs)} ago`;
  if (!isStale(issuedAtMs, scheduleMs, nowMs)) return { name, state: 'ok', text: `${name} are fresh (${told})` };
  return { name, state: 'stale', text: `${name} are stale (${told}, due every ${ageText(scheduleMs)})` };
}

async function freshness({ pool, clock, timeoutMs }: CheckHealthOptions): Promise<Dependency[]> {
  const [{ rows }, packs] = await within(
    timeoutMs,
    Promise.all([pool.query<FreshnessRow>(FRESHNESS_SQL), openCatalogue(pool).packs()]),
  );
  const schedules = new Map(packs.map((pack) => [pack.name, pack.forecastScheduleMs]));
  const nowMs = clock();
  return rows.map((row) => freshnessOf(row, schedules.get(row.pack) ?? 86_400_000, nowMs));
}

/**
 * What “Save & test” says: each dependency by name. A store that does not answer makes the data source unhealthy; forecasts that are old or missing
 * are told of, but the data source works.
 */
export async function checkHealth(options: CheckHealthOptions): Promise<HealthReport> {
  const { pool, telemetry, timeoutMs } = options;
  const [postgres, readings] = await Promise.all([
    reach('Postgres', timeoutMs, () => pool.query('select 1')),
    reach(`telemetry (${telemetry.name})`, timeoutMs, () => telemetry.ping()),
  ]);
  const forecasts: Dependency[] =
    postgres.state === 'ok'
      ? await freshness(options).catch((error: unknown) => [
          { name: 'forecasts', state: 'away', text: `forecasts cannot be read: ${reasonOf(error)}` } as const,
        ])
      : [];
  const all = [postgres, readings, ...forecasts];
  const away = all.filter(({ state }) => state === 'away');
  const worrying = all.filter(({ state }) => state === 'stale' || state === 'none yet');
  const message =
    away.length > 0
      ? `Wellhead cannot answer: ${away.map(({ text }) => text).join('; ')}.`
      : worrying.length > 0
        ? `Wellhead answers, but ${worrying.map(({ text }) => text).join('; ')}.`
        : `Wellhead answers: ${all.map(({ text }) => text).join('; ')}.`;
  return {
    healthy: away.length === 0,
    message,
    details: { verboseMessage: all.map(({ text }) => text).join('\n'), dependencies: all },
  };
}
