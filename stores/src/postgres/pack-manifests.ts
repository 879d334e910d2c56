import {
  FORECAST_SCHEDULES_SETTING,
  forecastSchedulesSchema,
  MS_PER_MINUTE,
  type PackManifest,
  packSchema,
} from '@wellhead/contracts';
import type pg from 'pg';

interface KnownManifest {
  readonly version: string;
  readonly manifest: PackManifest;
}

/** Manifests as they were parsed last, by database: that of 500 wells takes 50 ms of a processor, and every query of a panel asks for it. */
const knownOf = new WeakMap<pg.Pool, Map<string, KnownManifest>>();

/** Where a row lies and who wrote it: another one after every change, whoever makes it. */
const VERSION = `xmin::text || ctid::text as version`;

/** Beside each row, so that every query of a panel asks once. */
const SCHEDULES = `(select value from ops.settings where name = '${FORECAST_SCHEDULES_SETTING}') as schedules`;

/**
 * The manifests of all installed packs, by name, as Postgres holds them now; only those that have changed are read and parsed anew. Where people have set how
 * often the signals of a pack are forecast, its `forecastScheduleMs` is that.
 */
export async function readPackManifests(pool: pg.Pool): Promise<PackManifest[]> {
  const known = knownOf.get(pool) ?? new Map<string, KnownManifest>();
  knownOf.set(pool, known);
  const { rows } = await pool.query<{ name: string; version: string; schedules: unknown }>(
    `select name, ${VERSION}, ${SCHEDULES} from ops.packs order by name`,
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
  // The API takes no other value; one that was written past it must not keep panels and forecasts away.
  const { everyMinutes } = forecastSchedulesSchema.catch({ everyMinutes: {} }).parse(rows[0]?.schedules ?? {});
  return rows.flatMap(({ name }) => {
    const manifest = known.get(name)?.manifest;
    const minutes = everyMinutes[name];
    if (manifest === undefined || minutes === undefined) return manifest ?? [];
    return { ...manifest, forecastScheduleMs: minutes * MS_PER_MINUTE };
  });
}
