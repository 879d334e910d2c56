import type { SettingVersion } from '@wellhead/contracts';
import type pg from 'pg';
import type { z } from 'zod';
import { storableJson } from './text.js';

/** A named setting, checked by the schema of whoever asks; undefined when it was never set. */
export async function readSetting<T>(pool: pg.Pool, name: string, schema: z.ZodType<T>): Promise<T | undefined> {
  const { rows } = await pool.query<{ value: unknown }>('select value from ops.settings where name = $1', [name]);
  return rows[0] === undefined ? undefined : schema.parse(rows[0].value);
}

/** Sets a named setting; its value must be JSON. What was set before stays in its history. */
export async function writeSetting(pool: pg.Pool, name: string, value: unknown, by = 'wellhead'): Promise<void> {
  await pool.query(
    `with kept as (insert into ops.setting_history (name, value, changed_by) values ($1, $2, $3))
     insert into ops.settings (name, value) values ($1, $2)
     on conflict (name) do update set value = excluded.value, changed_at = now()`,
    [name, storableJson(value), by],
  );
}

const VERSIONS = 100;

/** The versions of a setting, the newest first, at most a hundred. */
export async function settingHistory(pool: pg.Pool, name: string): Promise<readonly SettingVersion[]> {
  const { rows } = await pool.query<{ value: unknown; changed_at: Date; changed_by: string }>(
    `select value, changed_at, changed_by from ops.setting_history where name = $1 order by id desc limit ${VERSIONS}`,
    [name],
  );
  return rows.map((row) => ({ value: row.value, changedAtMs: row.changed_at.getTime(), changedBy: row.changed_by }));
}

export interface SettingRow {
  readonly name: string;
  readonly value: unknown;
  readonly changedAtMs: number;
}

/** All settings by name, values as they were written. */
export async function listSettings(pool: pg.Pool): Promise<readonly SettingRow[]> {
  const { rows } = await pool.query<{ name: string; value: unknown; changed_at: Date }>(
    'select name, value, changed_at from ops.settings order by name',
  );
  return rows.map((row) => ({ name: row.name, value: row.value, changedAtMs: row.changed_at.getTime() }));
}
