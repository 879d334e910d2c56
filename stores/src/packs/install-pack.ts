import type { Pack } from '@wellhead/contracts';
import type pg from 'pg';
import { installChecks } from '../postgres/checks.js';
import { inTransaction } from '../postgres/pool.js';
import { installTags } from '../postgres/tags.js';

/**
 * Brings the catalogue up to a pack: assets, signals, limits and checks as it says, record types, marts and flows into `ops.packs`.
 * What the pack no longer names is removed. A limit or check that a person set stays, and a removed limit, as that person left it.
 */
export async function installPack(pool: pg.Pool, pack: Pack): Promise<void> {
  const { manifest } = pack;
  await inTransaction(pool, async (client) => {
    await client.query(
      `insert into ops.packs (name, manifest) values ($1, $2)
       on conflict (name) do update set manifest = excluded.manifest, loaded_at = now()`,
      [manifest.name, JSON.stringify(manifest)],
    );
    // One statement for all: the parent of an asset may come after it in the list.
    await client.query(
      `insert into ops.assets (id, parent, kind, title, pack)
       select a.id, a.parent, a.kind, a.title, $2 from jsonb_to_recordset($1) as a (id text, parent text, kind text, title text)
       on conflict (id) do update set parent = excluded.parent, kind = excluded.kind, title = excluded.title, pack = excluded.pack`,
      [JSON.stringify(manifest.assets), manifest.name],
    );
    await client.query(
      `insert into ops.signals
         (asset, measurement, field, title, unit, interval_ms, stale_after_ms, season_steps, horizon_steps, sum_of, non_negative, drivers, show_models, runs_while, pack)
       select s.asset, s.measurement, s.field, s.title, s.unit, s."intervalMs", s."staleAfterMs", s."seasonSteps", s."horizonSteps", s."sumOf", s."nonNegative", s.drivers, coalesce(s."showModels", '{}'), s."runsWhile", $2
       from jsonb_to_recordset($1) as s (asset text, measurement text, field text, title text, unit text, "intervalMs" bigint, "staleAfterMs" bigint,
         "seasonSteps" integer, "horizonSteps" integer, "sumOf" text[], "nonNegative" boolean, drivers jsonb, "showModels" text[], "runsWhile" jsonb)
       on conflict (asset, measurement, field) do update set title = excluded.title, unit = excluded.unit,
         interval_ms = excluded.interval_ms, stale_after_ms = excluded.stale_after_ms, season_steps = excluded.season_steps, horizon_steps = excluded.horizon_steps,
         sum_of = excluded.sum_of, non_negative = excluded.non_negative, drivers = excluded.drivers, show_models = excluded.show_models,
         runs_while = excluded.runs_while, pack = excluded.pack`,
      [JSON.stringify(manifest.signals), manifest.name],
    );
    await client.query(
      `delete from ops.signals s where pack = $2 and not exists (
         select from jsonb_to_recordset($1) as k (asset text, measurement text, field text)
         where k.asset = s.asset and k.measurement = s.measurement and k.field = s.field)`,
      [JSON.stringify(manifest.signals), manifest.name],
    );
    await client.query(
      `delete from ops.assets a where pack = $2 and not (id = any($1))
         and not exists (select from ops.signals s where s.asset = a.id)`,
      [manifest.assets.map((asset) => asset.id), manifest.name],
    );
    await installLimits(client, pack);
    await installTags(client, manifest.name, manifest.tags);
    await installChecks(client, manifest.name, manifest.checks, manifest.intake);
  });
}

async function installLimits(client: pg.ClientBase, { manifest }: Pack): Promise<void> {
  await client.query(
    `insert into ops.limits (asset, measurement, field, kind, value, source, changed_by)
     select l.asset, l.measurement, l.field, l.kind, l.value, l.source, 'pack'
     from jsonb_to_recordset($1) as l (asset text, measurement text, field text, kind text, value double precision, source text)
     where not exists (select from ops.limit_history h
       where h.asset = l.asset and h.measurement = l.measurement and h.field = l.field and h.kind = l.kind)
     on conflict (asset, measurement, field, kind) do update set value = excluded.value, source = excluded.source
     where ops.limits.changed_by = 'pack'`,
    [JSON.stringify(manifest.limits)],
  );
  await client.query(
    `delete from ops.limits l using ops.signals s
     where s.asset = l.asset and s.measurement = l.measurement and s.field = l.field and s.pack = $2 and l.changed_by = 'pack'
       and not exists (select from jsonb_to_recordset($1) as k (asset text, measurement text, field text, kind text)
         where k.asset = l.asset and k.measurement = l.measurement and k.field = l.field and k.kind = l.kind)`,
    [JSON.stringify(manifest.limits), manifest.name],
  );
}
