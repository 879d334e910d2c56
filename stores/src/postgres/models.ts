import { createHash } from 'node:crypto';
import { type ModelStatus, type RegisteredModel, registeredModelSchema } from '@wellhead/contracts';
import type pg from 'pg';
import type { ModelRegistry, ModelStep, Promotion, StepOutcome } from './model-registry.js';
import { inTransaction } from './pool.js';
import { storable, storableJson } from './text.js';

interface ModelRow {
  name: string;
  version: number;
  kind: string;
  sha256: string;
  size_bytes: number;
  status: ModelStatus;
  card: unknown;
  back_test: unknown;
  reproduction: unknown;
  created_by: string;
  created_at: Date;
}
const modelOf = (row: ModelRow): RegisteredModel =>
  registeredModelSchema.parse({
    ...row,
    sizeBytes: row.size_bytes,
    backTest: row.back_test,
    createdBy: row.created_by,
    createdAtMs: row.created_at.getTime(),
  });

const COLUMNS =
  'name, version, kind, sha256, coalesce(length(bytes), 0) as size_bytes, status, card, back_test, reproduction, created_by, created_at';

export function openModelRegistry(pool: pg.Pool): ModelRegistry {
  const get: ModelRegistry['get'] = async (name, version) => {
    const { rows } = await pool.query<ModelRow>(`select ${COLUMNS} from ops.models where name = $1 and version = $2`, [
      name,
      version,
    ]);
    return rows[0] && modelOf(rows[0]);
  };
  const move = (to: ModelStatus, { name, version, by, reason, expected }: Promotion): Promise<StepOutcome> =>
    inTransaction(pool, async (client) => {
      await lockName(client, name);
      const { rows } = await client.query<ModelRow>(
        `select ${COLUMNS} from ops.models where name = $1 and version = $2`,
        [name, version],
      );
      const [before] = rows;
      if (before === undefined) return { kind: 'unknown' };
      if (expected && !(await stands(client, name, before.status, expected)))
        return { kind: 'overtaken', model: modelOf(before) };
      if (before.status === to) return { kind: 'unchanged', model: modelOf(before) };
      if (to === 'champion') {
        const retired = await client.query<{ version: number }>(
          `update ops.models set status = 'retired' where name = $1 and status = 'champion' returning version`,
          [name],
        );
        for (const old of retired.rows)
          await keepStep(
            client,
            { name, version: old.version, by, reason: `version ${version} took its place` },
            'champion',
            'retired',
          );
      }
      const moved = await client.query<ModelRow>(
        `update ops.models set status = $3 where name = $1 and version = $2 returning ${COLUMNS}`,
        [name, version, to],
      );
      await keepStep(client, { name, version, by, reason }, before.status, to);
      return { kind: 'done', model: modelOf(moved.rows[0] as ModelRow) };
    });
  return {
    get,
    register: ({ name, kind, bytes, card, reproduction, by, reason }) =>
      inTransaction(pool, async (client) => {
        await lockName(client, name);
        const sha256 = createHash('sha256').update(bytes).digest('hex');
        const others = await client.query<{ kind: string }>(
          'select kind from ops.models where name = $1 and kind <> $2 limit 1',
          [name, kind],
        );
        if (others.rows[0]) throw new Error(`the name ${name} belongs to models of the kind ${others.rows[0].kind}`);
        const known = await client.query<ModelRow>(
          `select ${COLUMNS} from ops.models
           where name = $1 and sha256 = $2 and card -> 'manifest' is not distinct from $3::jsonb -> 'manifest'
           order by version desc limit 1`,
          [name, sha256, storableJson(card)],
        );
        if (known.rows[0] !== undefined) return modelOf(known.rows[0]);
        const { rows } = await client.query<ModelRow>(
          `insert into ops.models (name, version, kind, sha256, bytes, card, reproduction, status, created_by)
           values ($1, (select coalesce(max(version), 0) + 1 from ops.models where name = $1), $2, $3, $4, $5, $6, 'candidate', $7)
           returning ${COLUMNS}`,
          [name, kind, sha256, bytes, storableJson(card), reproduction ? storableJson(reproduction) : null, by],
        );
        const model = modelOf(rows[0] as ModelRow);
        await keepStep(client, { name, version: model.version, by, reason }, null, 'candidate');
        return model;
      }),
    list: async ({ name, status } = {}) => {
      const { rows } = await pool.query<ModelRow>(
        `select ${COLUMNS} from ops.models where ($1::text is null or name = $1) and ($2::text is null or status = $2)
         order by name, version desc`,
        [name ?? null, status ?? null],
      );
      return rows.map(modelOf);
    },
    champion: async (name) => {
      const { rows } = await pool.query<ModelRow>(
        `select ${COLUMNS} from ops.models where name = $1 and status = 'champion'`,
        [name],
      );
      return rows[0] && modelOf(rows[0]);
    },
    bytes: async (name, version) => {
      const { rows } = await pool.query<{ bytes: Buffer<ArrayBuffer> | null; sha256: string }>(
        'select bytes, sha256 from ops.models where name = $1 and version = $2',
        [name, version],
      );
      const [row] = rows;
      if (!row?.bytes) return undefined;
      if (createHash('sha256').update(row.bytes).digest('hex') !== row.sha256)
        throw new Error(`the file of ${name}@${version} is not the one that was registered`);
      return new Uint8Array(row.bytes);
    },
    keepBackTest: async (name, version, backTest) => {
      await pool.query('update ops.models set back_test = $3 where name = $1 and version = $2', [
        name,
        version,
        storableJson(backTest),
      ]);
    },
    promote: (step) => move('champion', step),
    retire: (step) => move('retired', step),
    history: async (name) => {
      const { rows } = await pool.query<TransitionRow>(
        'select * from ops.model_history where $1::text is null or name = $1 order by id desc',
        [name ?? null],
      );
      return rows.map((row) => ({
        name: row.name,
        version: row.version,
        from: row.from_status,
        to: row.to_status,
        reason: row.reason,
        changedBy: row.changed_by,
        changedAtMs: row.changed_at.getTime(),
      }));
    },
  };
}

async function stands(
  client: pg.ClientBase,
  name: string,
  status: ModelStatus,
  expected: NonNullable<Promotion['expected']>,
): Promise<boolean> {
  if (status !== expected.status) return false;
  if (expected.champion === undefined) return true;
  const { rows } = await client.query<{ version: number }>(
    `select version from ops.models where name = $1 and status = 'champion'`,
    [name],
  );
  return (rows[0]?.version ?? null) === expected.champion;
}

interface TransitionRow {
  name: string;
  version: number;
  from_status: ModelStatus | null;
  to_status: ModelStatus;
  reason: string;
  changed_by: string;
  changed_at: Date;
}

/** Versions of a name are numbered and moved one after the other. */
const lockName = (client: pg.ClientBase, name: string): Promise<unknown> =>
  client.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`model ${name}`]);

const keepStep = (
  client: pg.ClientBase,
  { name, version, by, reason }: ModelStep,
  from: ModelStatus | null,
  to: ModelStatus,
): Promise<unknown> =>
  client.query(
    `insert into ops.model_history (name, version, from_status, to_status, reason, changed_by) values ($1, $2, $3, $4, $5, $6)`,
    [name, version, from, to, storable(reason), storable(by)],
  );
