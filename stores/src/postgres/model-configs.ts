import { type KeptModelConfig, keptModelConfigSchema, type ModelConfig } from '@wellhead/contracts';
import type pg from 'pg';
import { inTransaction } from './pool.js';
import { storable, storableJson } from './text.js';

export interface ConfigChange {
  readonly name: string;
  readonly by: string;
  readonly reason: string;
}

/** The version that a change was made on, 0 = there was none; undefined: whichever holds. */
interface Basis {
  readonly basedOn?: number | undefined;
}

export type ConfigOutcome =
  | { readonly kind: 'kept'; readonly config: KeptModelConfig }
  /** Somebody wrote another version since; undefined = there is none. */
  | { readonly kind: 'overtaken'; readonly newest: KeptModelConfig | undefined };

/** Documents that say how signals are forecast. Every version is kept; the newest of a name holds. */
export interface ModelConfigs {
  /** Those that hold, by name. */
  list(): Promise<readonly (KeptModelConfig & { readonly document: ModelConfig })[]>;
  /** All versions of a name, the newest first. */
  history(name: string): Promise<readonly KeptModelConfig[]>;
  /** Writes a version; the same document again changes nothing. */
  set(change: ConfigChange & Basis, document: ModelConfig): Promise<ConfigOutcome>;
  /** False when there was none. Its versions stay. */
  remove(change: ConfigChange): Promise<boolean>;
}

interface ConfigRow {
  name: string;
  version: number;
  document: unknown;
  reason: string;
  changed_by: string;
  changed_at: Date;
}
const keptOf = ({ changed_by, changed_at, ...row }: ConfigRow): KeptModelConfig =>
  keptModelConfigSchema.parse({ ...row, changedBy: changed_by, changedAtMs: changed_at.getTime() });

const NEWEST = 'select distinct on (name) * from ops.model_configs';

export function openModelConfigs(pool: pg.Pool): ModelConfigs {
  const write = (
    { name, by, reason, basedOn }: ConfigChange & Basis,
    document: ModelConfig | null,
  ): Promise<ConfigOutcome | undefined> =>
    inTransaction(pool, async (client) => {
      await client.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`model config ${name}`]);
      const { rows: before } = await client.query<ConfigRow>(`${NEWEST} where name = $1 order by name, version desc`, [
        name,
      ]);
      const known = before[0] && keptOf(before[0]);
      if (document === null && !known?.document) return undefined;
      if (known?.document && document && storableJson(known.document) === storableJson(document))
        return { kind: 'kept', config: known };
      if (basedOn !== undefined && basedOn !== (known?.document ? known.version : 0))
        return { kind: 'overtaken', newest: known };
      const { rows } = await client.query<ConfigRow>(
        `insert into ops.model_configs (name, version, document, reason, changed_by) values ($1, $2, $3, $4, $5) returning *`,
        [name, (known?.version ?? 0) + 1, document && storableJson(document), storable(reason), storable(by)],
      );
      return { kind: 'kept', config: keptOf(rows[0] as ConfigRow) };
    });
  return {
    list: async () => {
      const { rows } = await pool.query<ConfigRow>(`${NEWEST} order by name, version desc`);
      return rows.map(keptOf).flatMap((kept) => (kept.document ? [{ ...kept, document: kept.document }] : []));
    },
    history: async (name) =>
      (
        await pool.query<ConfigRow>('select * from ops.model_configs where name = $1 order by version desc', [name])
      ).rows.map(keptOf),
    set: async (change, document) => (await write(change, document)) as ConfigOutcome,
    remove: async (change) => (await write(change, null)) !== undefined,
  };
}
