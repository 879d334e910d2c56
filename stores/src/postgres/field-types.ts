import type { FieldType } from '@wellhead/contracts';
import type pg from 'pg';
import type { FieldTypeRegistry } from '../telemetry/store.js';

interface TypedField {
  measurement: string;
  field: string;
  type: FieldType;
}

/**
 * The registry of field types. The first type of a measurement.field wins and never changes, so a known one can be answered from
 * memory in every process; an unknown one is settled by Postgres, which tells each of two concurrent writers who was first.
 */
export async function openFieldTypeRegistry(pool: pg.Pool): Promise<FieldTypeRegistry> {
  const types = new Map<string, Map<string, FieldType>>();
  const remember = (rows: readonly TypedField[]): void => {
    for (const { measurement, field, type } of rows) {
      let fields = types.get(measurement);
      if (fields === undefined) types.set(measurement, (fields = new Map()));
      fields.set(field, type);
    }
  };
  remember((await pool.query<TypedField>('select measurement, field, type from ops.field_types')).rows);
  return {
    known: (measurement, field) => types.get(measurement)?.get(field),
    register: async (wanted) => {
      const columns = [
        wanted.map((one) => one.measurement),
        wanted.map((one) => one.field),
        wanted.map((one) => one.type),
      ];
      // Sorted, so that two writers with the same fields lock them in the same order and cannot deadlock.
      await pool.query(
        `insert into ops.field_types (measurement, field, type)
         select distinct on (measurement, field) measurement, field, type
         from unnest($1::text[], $2::text[], $3::text[]) with ordinality as wanted (measurement, field, type, place)
         order by measurement, field, place
         on conflict do nothing`,
        columns,
      );
      // A statement of its own: the insert's snapshot does not see what another writer committed meanwhile.
      const { rows } = await pool.query<TypedField>(
        `select t.measurement, t.field, t.type
         from ops.field_types t
         join (select distinct * from unnest($1::text[], $2::text[]) as w (measurement, field)) w using (measurement, field)`,
        columns.slice(0, 2),
      );
      remember(rows);
      return wanted.map((one) => ({ ...one, type: types.get(one.measurement)?.get(one.field) ?? one.type }));
    },
  };
}

/** Types of all fields of these measurements. */
export async function listFieldTypes(pool: pg.Pool, measurements: readonly string[]): Promise<readonly TypedField[]> {
  const { rows } = await pool.query<TypedField>(
    'select measurement, field, type from ops.field_types where measurement = any($1)',
    [measurements],
  );
  return rows;
}
