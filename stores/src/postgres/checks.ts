import { type Check, checkSchema, type IntakePolicy, intakePolicySchema } from '@wellhead/contracts';
import type pg from 'pg';

/** A check as it holds now, and who set it. */
export interface CheckInForce extends Check {
  readonly pack: string;
  readonly changedBy: string;
  readonly changedAtMs: number;
}
export interface PolicyInForce extends IntakePolicy {
  readonly pack: string;
  readonly changedBy: string;
  readonly changedAtMs: number;
}

/** Everything that readings are checked for. */
export interface CheckRules {
  readonly checks: readonly Check[];
  /** By measurement. */
  readonly policies: ReadonlyMap<string, IntakePolicy>;
  readonly assets: ReadonlySet<string>;
  unitOf(asset: string, measurement: string, field: string): string | undefined;
}

export interface CheckCatalogue {
  list(): Promise<readonly CheckInForce[]>;
  /** Sets or replaces the check of a measurement.field for these assets; a pack never overwrites it. Its pack is the one that has the signal. */
  set(check: Check, by: string): Promise<CheckInForce>;
  /** Removes it; false when there was none. */
  remove(key: Pick<Check, 'measurement' | 'field' | 'assets'>): Promise<boolean>;
  policies(): Promise<readonly PolicyInForce[]>;
  /** False when there is no such pack. */
  setPolicy(pack: string, policy: IntakePolicy, by: string): Promise<boolean>;
  /** Changes with anything that `definitions` reads; cheap to ask. */
  version(): Promise<string>;
  definitions(): Promise<CheckRules>;
  /** Adds an asset that sent before anybody catalogued it, and this signal of it after the model of the same one of other assets. */
  registerSignal(signal: {
    readonly asset: string;
    readonly measurement: string;
    readonly field: string;
  }): Promise<void>;
}

interface CheckRow {
  pack: string;
  measurement: string;
  field: string;
  assets: string[];
  definition: object;
  changed_by: string;
  changed_at: Date;
}
interface PolicyRow {
  pack: string;
  policy: object;
  changed_by: string;
  changed_at: Date;
}

const checkOf = ({ measurement, field, assets, definition }: CheckRow): Check =>
  checkSchema.parse({ measurement, field, assets, ...definition });
const inForce = (row: CheckRow): CheckInForce => ({
  ...checkOf(row),
  pack: row.pack,
  changedBy: row.changed_by,
  changedAtMs: row.changed_at.getTime(),
});
const signalKey = (asset: string, measurement: string, field: string): string =>
  JSON.stringify([asset, measurement, field]);

/** Checks as Postgres holds them, beside the catalogue. */
export function openCheckCatalogue(pool: pg.Pool): CheckCatalogue {
  const rows = async (): Promise<CheckRow[]> =>
    (await pool.query<CheckRow>('select * from ops.checks order by measurement, field, assets')).rows;
  return {
    list: async () => (await rows()).map(inForce),
    set: async ({ measurement, field, assets, ...definition }, by) => {
      const { rows: set } = await pool.query<CheckRow>(
        `insert into ops.checks (pack, measurement, field, assets, definition, changed_by)
         values (coalesce((select min(pack) from ops.signals where measurement = $1 and field = $2), ''), $1, $2, $3, $4, $5)
         on conflict (measurement, field, assets) do update
           set definition = excluded.definition, changed_by = excluded.changed_by, changed_at = now()
         returning *`,
        [measurement, field, assets.toSorted(), JSON.stringify(definition), by],
      );
      return inForce(set[0] as CheckRow);
    },
    remove: async ({ measurement, field, assets }) => {
      const { rowCount } = await pool.query(
        'delete from ops.checks where measurement = $1 and field = $2 and assets = $3',
        [measurement, field, assets.toSorted()],
      );
      return rowCount === 1;
    },
    policies: async () =>
      (await pool.query<PolicyRow>('select * from ops.intake_policies order by pack')).rows.map((row) => ({
        ...intakePolicySchema.parse(row.policy),
        pack: row.pack,
        changedBy: row.changed_by,
        changedAtMs: row.changed_at.getTime(),
      })),
    setPolicy: async (pack, policy, by) => {
      const { rowCount } = await pool.query(
        'update ops.intake_policies set policy = $2, changed_by = $3, changed_at = now() where pack = $1',
        [pack, JSON.stringify(policy), by],
      );
      return rowCount === 1;
    },
    version: async () => {
      const { rows: found } = await pool.query<{ version: string }>(
        `select concat_ws('/',
           (select concat(count(*), ' ', max(changed_at)) from ops.checks),
           (select concat(count(*), ' ', max(changed_at)) from ops.intake_policies),
           (select concat(count(*), ' ', max(loaded_at)) from ops.packs),
           (select count(*) from ops.assets), (select count(*) from ops.signals)) as version`,
      );
      return found[0]?.version ?? '';
    },
    definitions: async () => {
      const [checks, policies, assets, signals] = await Promise.all([
        rows(),
        pool.query<{ measurement: string; policy: object | null }>(
          `select distinct on (m.measurement) m.measurement, p.policy
           from (select measurement, pack from ops.signals union select measurement, pack from ops.checks) m
           join ops.intake_policies p using (pack) order by m.measurement, m.pack`,
        ),
        pool.query<{ id: string }>('select id from ops.assets'),
        pool.query<{ asset: string; measurement: string; field: string; unit: string }>(
          `select asset, measurement, field, unit from ops.signals where unit <> '' order by asset desc`,
        ),
      ]);
      const units = new Map<string, string>();
      for (const { asset, measurement, field, unit } of signals.rows) {
        units.set(signalKey(asset, measurement, field), unit);
        // Of an asset that nobody knows: as the same signal of another one.
        units.set(signalKey('', measurement, field), unit);
      }
      return {
        checks: checks.map(checkOf),
        policies: new Map(policies.rows.map((row) => [row.measurement, intakePolicySchema.parse(row.policy ?? {})])),
        assets: new Set(assets.rows.map(({ id }) => id)),
        unitOf: (asset, measurement, field) =>
          units.get(signalKey(asset, measurement, field)) ?? units.get(signalKey('', measurement, field)),
      };
    },
    registerSignal: async ({ asset, measurement, field }) => {
      await pool.query(
        `insert into ops.assets (id, kind, title, pack) values ($1, 'registered', $1, 'registered') on conflict do nothing`,
        [asset],
      );
      await pool.query(
        `insert into ops.signals (asset, measurement, field, title, unit, interval_ms, season_steps, non_negative, pack)
         select $1, measurement, field, concat($1::text, ': ', title), unit, interval_ms, season_steps, non_negative, 'registered'
         from ops.signals where measurement = $2 and field = $3 order by asset limit 1
         on conflict do nothing`,
        [asset, measurement, field],
      );
    },
  };
}

/** Brings checks and policy up to a pack; what a person set stays as that person left it. Must run inside a transaction. */
export async function installChecks(
  client: pg.ClientBase,
  pack: string,
  checks: readonly Check[],
  policy: IntakePolicy,
): Promise<void> {
  await client.query(
    `insert into ops.intake_policies as p (pack, policy) values ($1, $2)
     on conflict (pack) do update set policy = excluded.policy, changed_at = now()
     where p.changed_by = 'pack' and p.policy <> excluded.policy`,
    [pack, JSON.stringify(policy)],
  );
  await client.query("delete from ops.checks where pack = $1 and changed_by = 'pack'", [pack]);
  for (const { measurement, field, assets, ...definition } of checks)
    await client.query(
      `insert into ops.checks (pack, measurement, field, assets, definition) values ($1, $2, $3, $4, $5)
       on conflict do nothing`,
      [pack, measurement, field, assets.toSorted(), JSON.stringify(definition)],
    );
}
