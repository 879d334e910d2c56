import { instantOf, rowsOf } from '../datasource/catalogue.js';

/** What is connected and how fresh it is, as the api's `sources` tell it. Pure. */

export type Freshness = 'fresh' | 'late' | 'silent' | 'never';

export interface SourceRow {
  readonly key: string;
  readonly name: string;
  /** A pack's signals, or somebody who writes. */
  readonly kind: 'pack' | 'sender';
  /** “dates shifted”, “simulated”; empty for data that is what it seems. */
  readonly dataLabel: string;
  /** What is amiss: signals without fresh readings, a stale forecast. */
  readonly remark: string;
  readonly received: number | undefined;
  readonly quarantined: number | undefined;
  readonly lastAtMs: number | undefined;
  readonly freshness: Freshness;
  /** “3 minutes ago” */
  readonly age: string;
}

/** Without an expected interval a source is late after an hour and silent after a day. */
const LATE_MS = 3_600_000;
const SILENT_MS = 86_400_000;

type Json = Readonly<Record<string, unknown>>;

export function sourceRows(body: unknown, nowMs: number): SourceRow[] {
  return rowsOf(body).map((row) => {
    const lastAtMs = instantOf(
      first(row, ['lastReceivedAtMs', 'lastAtMs', 'lastReceivedAt', 'lastAt', 'last_at', 'lastHeardMs']),
    );
    const intervalMs = number(first(row, ['intervalMs', 'expectedIntervalMs']));
    const ageMs = lastAtMs === undefined ? undefined : Math.max(0, nowMs - lastAtMs);
    const kind = row.kind === 'pack' ? 'pack' : 'sender';
    return {
      key: `${kind} ${String(first(row, ['name', 'source', 'title']))}`,
      kind,
      dataLabel: typeof row.dataLabel === 'string' ? row.dataLabel : '',
      remark: remarkOf(row),
      name: String(first(row, ['title', 'name', 'source']) ?? 'unnamed'),
      received: number(first(row, ['received', 'rows', 'accepted'])),
      quarantined: number(row.quarantined),
      lastAtMs,
      freshness: freshnessOf(ageMs, intervalMs),
      age: ageMs === undefined ? 'never heard' : ageMs < 1_000 ? 'just now' : `${spanWords(ageMs)} ago`,
    };
  });
}

export function freshnessOf(ageMs: number | undefined, intervalMs: number | undefined): Freshness {
  if (ageMs === undefined) return 'never';
  const lateMs = intervalMs === undefined ? LATE_MS : 3 * intervalMs;
  const silentMs = intervalMs === undefined ? SILENT_MS : 10 * intervalMs;
  if (ageMs > silentMs) return 'silent';
  return ageMs > lateMs ? 'late' : 'fresh';
}

/** The largest unit that fits: “45 seconds”, “3 hours”, “12 days”. */
export function spanWords(ms: number): string {
  const units: readonly [string, number][] = [
    ['day', 86_400_000],
    ['hour', 3_600_000],
    ['minute', 60_000],
    ['second', 1_000],
  ];
  const [name, length] = units.find(([, each]) => ms >= each) ?? ['second', 1_000];
  const count = Math.round(ms / length);
  return `${count} ${name}${count === 1 ? '' : 's'}`;
}

function remarkOf(row: Json): string {
  const stale = number(row.staleSignals) ?? 0;
  const all = number(row.signals) ?? 0;
  const remarks = [
    stale > 0 ? `${stale} of ${all} signals without fresh readings` : all > 0 ? `${all} signals` : '',
    row.forecastStale === true ? 'forecast is stale' : '',
  ];
  return remarks.filter((remark) => remark !== '').join(', ');
}

/** Which stores answer, as the api tells it. */
export interface StoreState {
  readonly store: string;
  readonly reachable: boolean;
  readonly reason: string;
}

export function storeStates(body: unknown): StoreState[] {
  const { stores } = (body ?? {}) as { stores?: unknown };
  if (!Array.isArray(stores)) return [];
  return (stores as readonly Json[]).map((row) => ({
    store: String(row.store ?? ''),
    reachable: row.reachable === true,
    reason: String(row.reason ?? ''),
  }));
}

const first = (row: Json, names: readonly string[]): unknown =>
  names.map((name) => row[name]).find((value) => value !== undefined && value !== null);
const number = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isFinite(value) ? value : undefined;

/** What to do next, by what is there already; the first is the most urgent. */
export function nextSteps(state: {
  readonly sources: readonly SourceRow[];
  readonly dashboards: number;
}): { title: string; text: string }[] {
  const steps: { title: string; text: string }[] = [];
  const quiet = state.sources.filter(({ freshness }) => freshness === 'silent' || freshness === 'never');
  if (state.sources.length === 0) {
    steps.push({
      title: 'Send the first reading',
      text: 'Point Telegraf, an InfluxDB client or curl at POST /api/v2/write of the ingestor. npm start prints a curl line that works.',
    });
  }
  if (quiet.length > 0) {
    steps.push({
      title: `See why ${quiet.map(({ name }) => name).join(', ')} ${quiet.length === 1 ? 'is' : 'are'} silent`,
      text: 'Check that the device or job runs, that it can reach the ingestor, and that its token is still valid.',
    });
  }
  const refused = state.sources.filter(({ quarantined }) => (quarantined ?? 0) > 0);
  if (refused.length > 0) {
    steps.push({
      title: `Look at the refused rows of ${refused.map(({ name }) => name).join(', ')}`,
      text: 'A query of the type Operations, view Quarantine, lists each with its reason.',
    });
  }
  if (state.dashboards > 0) {
    steps.push({ title: 'Open a dashboard', text: 'The forecast dashboards show when a limit will be reached.' });
  } else {
    steps.push({
      title: 'Load the dashboards',
      text: 'Copy provisioning/dashboards of Wellhead into Grafana’s provisioning folder and restart it.',
    });
  }
  steps.push({
    title: 'Switch on another pack',
    text: 'npm start -- --packs all runs every pack that comes with Wellhead, --packs oil-wells,delivery those that are named; with docker compose it is WELLHEAD_PACKS in .env.',
  });
  return steps;
}
