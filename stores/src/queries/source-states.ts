import { isStale, MS_PER_DAY } from '@wellhead/contracts';
import { openCatalogue } from '../postgres/catalogue.js';
import { forecastVintages } from '../postgres/forecasts.js';
import { listLedger } from '../postgres/ledger.js';
import type { QueryStores } from './query-stores.js';
import { signalStates } from './signal-states.js';

/** What a pack brought and how fresh it is. Times in ms; null = never. */
export interface PackState {
  readonly pack: string;
  readonly title: string;
  /** “dates shifted”, “simulated”; empty for data that is what it seems. */
  readonly dataLabel: string;
  readonly signals: number;
  readonly staleSignals: number;
  readonly lastReadingMs: number | null;
  readonly forecastSignals: number;
  readonly lastForecastMs: number | null;
  readonly forecastStale: boolean;
}
/** Who sent what in the last 24 hours. */
export interface SourceState {
  readonly source: string;
  readonly lastHourMs: number;
  readonly received: number;
  readonly accepted: number;
  readonly quarantined: number;
}
export interface StoreState {
  readonly store: string;
  readonly reachable: boolean;
  /** Why not; empty when it is. */
  readonly reason: string;
}
export interface SourcesState {
  readonly packs: readonly PackState[];
  readonly sources: readonly SourceState[];
  readonly stores: readonly StoreState[];
}

const reach = async (store: string, ping: () => Promise<unknown>): Promise<StoreState> => {
  try {
    await ping();
    return { store, reachable: true, reason: '' };
  } catch (error) {
    return { store, reachable: false, reason: error instanceof Error ? error.message : String(error) };
  }
};

/** Asks each store whether it answers. */
export const storeStates = (stores: QueryStores): Promise<readonly StoreState[]> =>
  Promise.all([
    reach('postgres', () => stores.pool.query('select 1')),
    reach(stores.telemetry.name, () => stores.telemetry.ping()),
  ]);

const newestOf = (times: readonly (number | null)[]): number | null =>
  times.reduce<number | null>(
    (newest, time) => (time !== null && (newest === null || time > newest) ? time : newest),
    null,
  );

async function packStates(stores: QueryStores, nowMs: number): Promise<readonly PackState[]> {
  const [packs, states, vintages] = await Promise.all([
    openCatalogue(stores.pool).packs(),
    signalStates(stores, {}, nowMs),
    forecastVintages(stores.pool),
  ]);
  return packs.map((pack) => {
    const own = states.filter(({ signal }) => signal.pack === pack.name);
    const forecast = own.filter(({ signal }) => signal.horizonSteps > 0);
    const names = new Set(own.map(({ signal }) => `${signal.asset} ${signal.measurement} ${signal.field}`));
    const issued = vintages
      .filter(({ asset, measurement, field }) => names.has(`${asset} ${measurement} ${field}`))
      .map(({ issuedAtMs }) => issuedAtMs);
    const lastForecastMs = newestOf(issued);
    return {
      pack: pack.name,
      title: pack.title,
      dataLabel: pack.dataLabel,
      signals: own.length,
      staleSignals: own.filter(({ stale }) => stale).length,
      lastReadingMs: newestOf(own.map(({ lastMs }) => lastMs)),
      forecastSignals: forecast.length,
      lastForecastMs,
      forecastStale:
        forecast.length > 0 && (lastForecastMs === null || isStale(lastForecastMs, pack.forecastScheduleMs, nowMs)),
    };
  });
}

async function ledgerStates(stores: QueryStores, nowMs: number): Promise<readonly SourceState[]> {
  const sources = new Map<string, SourceState>();
  for (const hour of await listLedger(stores.pool, nowMs - MS_PER_DAY, 100_000)) {
    const before = sources.get(hour.source);
    sources.set(hour.source, {
      source: hour.source,
      lastHourMs: Math.max(hour.hourMs, before?.lastHourMs ?? hour.hourMs),
      received: hour.received + (before?.received ?? 0),
      accepted: hour.accepted + (before?.accepted ?? 0),
      quarantined: hour.quarantined + (before?.quarantined ?? 0),
    });
  }
  return [...sources.values()].sort((a, b) => a.source.localeCompare(b.source));
}

/** What is connected and how fresh it is. Answers when a store is down, too: then without what only that store knows. */
export async function sourcesState(stores: QueryStores, nowMs: number): Promise<SourcesState> {
  const reachable = await storeStates(stores);
  if (reachable.some((store) => !store.reachable)) return { packs: [], sources: [], stores: reachable };
  const [packs, sources] = await Promise.all([packStates(stores, nowMs), ledgerStates(stores, nowMs)]);
  return { packs, sources, stores: reachable };
}
