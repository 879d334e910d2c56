import { BIGINT, BOOLEAN, DOUBLE, type DuckDBType, UBIGINT, VARCHAR } from '@duckdb/node-api';
import type { FieldType } from '@wellhead/contracts';

/** How values are kept. One set of tables a type, so that int64 never passes through a double. */
export const VALUE_TYPES: Readonly<Record<FieldType, DuckDBType>> = {
  float: DOUBLE,
  integer: BIGINT,
  unsigned: UBIGINT,
  boolean: BOOLEAN,
  string: VARCHAR,
};
