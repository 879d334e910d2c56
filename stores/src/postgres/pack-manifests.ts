import { type PackManifest, packSchema } from '@wellhead/contracts';
import type pg from 'pg';

interface KnownManifest {
  readonly version: string;
  readonly manifest: PackManifest;
}

/** Manifests as they were parsed last, by database: that of 500 wells takes 50 ms of a processor, and every query of a panel asks for it. */
const knownOf = new WeakMap<pg.Pool, Map<string, KnownManifest>>();

/** Where a row lies and who wrote it: another one after every change, whoever makes it. */
const VERSION = `xmin::text || ctid::text as version`;

/** The manifests of all installed packs, by name, as Postgres holds them now; only those that have changed are read and parsed anew. */
export async function readPackManifests(pool: pg.Pool): Promise<PackManifest[]> {
  const known = knownOf.get(pool) ?? new Map<string, KnownManifest>();
  knownOf.set(pool, known);
  const { rows } = await pool.query<{ name: string; version: string }>(
    `select name, ${VERSION} from ops.packs order by name`,
  );
  const changed = rows.filter(({ name, version }) => known.get(name)?.version !== version);
  if (changed.length > 0) {
    const read = await pool.query<{ name: string; version: string; manifest: unknown }>(
      `select name, ${VERSION}, manifest from ops.packs where name = any($1)`,
      [changed.map(({ name }) => name)],
    );
    for (const { name, version, manifest } of read.rows)
      known.set(name, { version, manifest: packSchema.parse(manifest) });
  }
  return rows.flatMap(({ name }) => known.get(name)?.manifest ?? []);
}
