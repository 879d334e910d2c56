import type {
  Asset,
  Driver,
  Limit,
  LimitChange,
  LimitKind,
  PackManifest,
  RecordType,
  RunningState,
  Signal,
} from '@wellhead/contracts';
import type pg from 'pg';
import { readPackManifests } from './pack-manifests.js';
import { inTransaction } from './pool.js';
import { signalCondition, signalParameters, type SignalFilter } from './signal-filter.js';

/** A limit as it holds now, and who set it. */
export interface LimitInForce extends Limit {
  readonly changedBy: string;
  readonly changedAtMs: number;
}
export type LimitKey = Pick<Limit, 'asset' | 'measurement' | 'field' | 'kind'>;

/** Outcome of setting a limit; the caller tells the user of an unknown signal. */
export type LimitOutcome = { readonly kind: 'set'; readonly limit: LimitInForce } | { readonly kind: 'unknown-signal' };

export interface Catalogue {
  assets(): Promise<readonly Asset[]>;
  signals(filter?: SignalFilter): Promise<readonly Signal[]>;
  limits(filter?: SignalFilter): Promise<readonly LimitInForce[]>;
  /** Sets or replaces a limit and keeps the change in its history. A limit set here is never overwritten by a pack. */
  setLimit(limit: Limit, by: string): Promise<LimitOutcome>;
  /** Removes a limit; false when there was none. The pack does not bring it back. */
  removeLimit(key: LimitKey, by: string): Promise<boolean>;
  /** Changes of limits, the newest first; 500 at most. */
  limitHistory(filter?: SignalFilter): Promise<readonly LimitChange[]>;
  packs(): Promise<readonly PackManifest[]>;
  recordType(type: string): Promise<RecordType | undefined>;
}

interface SignalRow {
  asset: string;
  measurement: string;
  field: string;
  title: string;
  unit: string;
  interval_ms: string;
  stale_after_ms: string | null;
  season_steps: number;
  horizon_steps: number;
  sum_of: string[];
  non_negative: boolean;
  drivers: Driver[];
  show_models: string[];
  runs_while: RunningState | null;
  pack: string;
}
interface LimitRow {
  asset: string;
  measurement: string;
  field: string;
  kind: LimitKind;
  value: number;
  source: string;
  changed_by: string;
  changed_at: Date;
}

interface LimitChangeRow extends Omit<LimitRow, 'value' | 'source'> {
  old_value: number | null;
  new_value: number | null;
}

const signalOf = (row: SignalRow): Signal => ({
  asset: row.asset,
  measurement: row.measurement,
  field: row.field,
  title: row.title,
  unit: row.unit,
  intervalMs: Number(row.interval_ms),
  ...(row.stale_after_ms === null ? {} : { staleAfterMs: Number(row.stale_after_ms) }),
  seasonSteps: row.season_steps,
  horizonSteps: row.horizon_steps,
  sumOf: row.sum_of,
  nonNegative: row.non_negative,
  drivers: row.drivers,
  ...(row.show_models.length > 0 ? { showModels: row.show_models } : {}),
  ...(row.runs_while ? { runsWhile: row.runs_while } : {}),
  pack: row.pack,
});
const limitOf = (row: LimitRow): LimitInForce => ({
  asset: row.asset,
  measurement: row.measurement,
  field: row.field,
  kind: row.kind,
  value: row.value,
  source: row.source,
  changedBy: row.changed_by,
  changedAtMs: row.changed_at.getTime(),
});

const KEY = 'asset = $1 and measurement = $2 and field = $3 and kind = $4';
const keyOf = (key: LimitKey): string[] => [key.asset, key.measurement, key.field, key.kind];

async function keepHistory(
  client: pg.PoolClient,
  key: LimitKey,
  before: number | null,
  after: number | null,
  by: string,
) {
  await client.query(
    `insert into ops.limit_history (asset, measurement, field, kind, old_value, new_value, changed_by)
     values ($1, $2, $3, $4, $5, $6, $7)`,
    [...keyOf(key), before, after, by],
  );
}

/** Assets, signals, limits and record types as Postgres holds them; read at each call, so that every process sees a change at once. */
export function openCatalogue(pool: pg.Pool): Catalogue {
  const packs = () => readPackManifests(pool);
  return {
    packs,
    recordType: async (type) =>
      (await packs()).flatMap((pack) => pack.recordTypes).find((known) => known.type === type),
    assets: async () =>
      (await pool.query<Asset>('select id, parent, kind, title, pack from ops.assets order by id')).rows,
    signals: async (filter = {}) => {
      const { rows } = await pool.query<SignalRow>(
        `select * from ops.signals s where ${signalCondition('s')} order by asset, measurement, field`,
        signalParameters(filter),
      );
      return rows.map(signalOf);
    },
    limits: async (filter = {}) => {
      const { rows } = await pool.query<LimitRow>(
        `select * from ops.limits l where ${signalCondition('l')} order by asset, measurement, field, kind`,
        signalParameters(filter),
      );
      return rows.map(limitOf);
    },
    limitHistory: async (filter = {}) => {
      const { rows } = await pool.query<LimitChangeRow>(
        `select * from ops.limit_history h where ${signalCondition('h')} order by id desc limit 500`,
        signalParameters(filter),
      );
      return rows.map((row) => ({
        asset: row.asset,
        measurement: row.measurement,
        field: row.field,
        kind: row.kind,
        oldValue: row.old_value,
        newValue: row.new_value,
        changedBy: row.changed_by,
        changedAtMs: row.changed_at.getTime(),
      }));
    },
    setLimit: (limit, by) =>
      inTransaction(pool, async (client) => {
        const { rowCount } = await client.query(
          'select from ops.signals where asset = $1 and measurement = $2 and field = $3 for update',
          [limit.asset, limit.measurement, limit.field],
        );
        if (rowCount === 0) return { kind: 'unknown-signal' };
        const before = await client.query<LimitRow>(`select * from ops.limits where ${KEY}`, keyOf(limit));
        const { rows } = await client.query<LimitRow>(
          `insert into ops.limits (asset, measurement, field, kind, value, source, changed_by)
           values ($1, $2, $3, $4, $5, $6, $7)
           on conflict (asset, measurement, field, kind)
           do update set value = excluded.value, source = excluded.source, changed_by = excluded.changed_by, changed_at = now()
           returning *`,
          [...keyOf(limit), limit.value, limit.source, by],
        );
        await keepHistory(client, limit, before.rows[0]?.value ?? null, limit.value, by);
        return { kind: 'set', limit: limitOf(rows[0] as LimitRow) };
      }),
    removeLimit: (key, by) =>
      inTransaction(pool, async (client) => {
        const { rows } = await client.query<LimitRow>(`delete from ops.limits where ${KEY} returning *`, keyOf(key));
        if (rows[0] === undefined) return false;
        await keepHistory(client, key, rows[0].value, null, by);
        return true;
      }),
  };
}
