import duckdb from '@duckdb/node-bindings';
import { numericBytes, numericShape, writeNumeric } from './copy-numeric.js';

/** Values of a column of a chunk as DuckDB holds them in memory, one after the other. */
export type VectorData = DataView;

/**
 * How a column goes into Postgres' binary COPY (the `…_send` and `…_recv` functions of its source): read from a vector of DuckDB that holds `storedBytes` a value
 * and sent as `sentBytes`, or as many bytes as `bytesOf` tells of each.
 */
export interface CopyColumn {
  /** Type of DuckDB that the column is cast to before. */
  readonly castTo: string;
  readonly storedBytes: number;
  readonly sentBytes: number | ((values: VectorData, at: number) => number);
  /** Writes the value that lies at `from` to `to`. */
  write(values: VectorData, from: number, out: DataView, to: number): void;
}

/** 2000-01-01T00:00:00Z, where Postgres counts from, as DuckDB counts: from 1970. */
const POSTGRES_EPOCH_DAYS = 10_957;
const POSTGRES_EPOCH_US = 946_684_800_000_000;
const TWO_TO_32 = 4_294_967_296;
/** Infinity, and what lies so far off that a double does not count it by the microsecond. */
const FARTHEST_HIGH_WORD = 0x1f_ffff;

const fixed = (castTo: string, bytes: number, write: CopyColumn['write']): CopyColumn => ({
  castTo,
  storedBytes: bytes,
  sentBytes: bytes,
  write,
});

const instant = (castTo: string): CopyColumn =>
  fixed(castTo, 8, (values, from, out, to) => {
    const high = values.getInt32(from + 4, true);
    if (high > FARTHEST_HIGH_WORD || high < -FARTHEST_HIGH_WORD) {
      out.setBigInt64(to, farInstant(values.getBigInt64(from, true)));
      return;
    }
    const us = high * TWO_TO_32 + values.getUint32(from, true) - POSTGRES_EPOCH_US;
    const sentHigh = Math.floor(us / TWO_TO_32);
    out.setInt32(to, sentHigh);
    out.setUint32(to + 4, us - sentHigh * TWO_TO_32);
  });

const MOST = 2n ** 63n - 1n;
/** DuckDB has ±(2⁶³ − 1) for infinity, Postgres the most and the least that 64 bits hold. */
function farInstant(us: bigint): bigint {
  if (us === MOST) return us;
  return us === -MOST ? -MOST - 1n : us - BigInt(POSTGRES_EPOCH_US);
}

const INLINE_BYTES = 12;
const text: CopyColumn = {
  castTo: 'VARCHAR',
  storedBytes: 16,
  sentBytes: (values, at) => values.getUint32(at, true),
  write: (values, from, out, to) => writeText(values, from, out, to),
};

/** DuckDB keeps texts of up to twelve bytes beside their length, of longer ones where they are. */
function writeText(values: VectorData, from: number, out: DataView, to: number): void {
  const bytes = values.getUint32(from, true);
  if (bytes <= INLINE_BYTES) {
    for (let at = 0; at < bytes; at += 1) out.setUint8(to + at, values.getUint8(from + 4 + at));
    return;
  }
  const elsewhere = duckdb.get_data_from_pointer(values.buffer as ArrayBuffer, values.byteOffset + from + 8, bytes);
  new Uint8Array(out.buffer, out.byteOffset + to, bytes).set(elsewhere);
}

const long = fixed('BIGINT', 8, (values, from, out, to) => {
  out.setInt32(to, values.getInt32(from + 4, true));
  out.setInt32(to + 4, values.getInt32(from, true));
});
const JSONB_VERSION = 1;

/** What is sent to a column of Postgres by its type, and which types of DuckDB hold the same values. */
const COLUMNS: Readonly<Record<string, { readonly from: RegExp; readonly column: CopyColumn }>> = {
  bigint: { from: /^(BIG|SMALL|TINY)?INT(EGER)?$/, column: long },
  integer: {
    from: /^(SMALL|TINY)?INT(EGER)?$/,
    column: fixed('INTEGER', 4, (values, from, out, to) => out.setInt32(to, values.getInt32(from, true))),
  },
  smallint: {
    from: /^(SMALL|TINY)INT$/,
    column: fixed('SMALLINT', 2, (values, from, out, to) => out.setInt16(to, values.getInt16(from, true))),
  },
  'double precision': {
    from: /^(DOUBLE|FLOAT)$/,
    column: fixed('DOUBLE', 8, (values, from, out, to) => out.setFloat64(to, values.getFloat64(from, true))),
  },
  real: {
    from: /^FLOAT$/,
    column: fixed('FLOAT', 4, (values, from, out, to) => out.setFloat32(to, values.getFloat32(from, true))),
  },
  boolean: {
    from: /^BOOLEAN$/,
    column: fixed('BOOLEAN', 1, (values, from, out, to) => out.setUint8(to, values.getUint8(from))),
  },
  date: {
    from: /^DATE$/,
    column: fixed('DATE', 4, (values, from, out, to) => out.setInt32(to, dayOf(values.getInt32(from, true)))),
  },
  'timestamp with time zone': { from: /^TIMESTAMP WITH TIME ZONE$/, column: instant('TIMESTAMPTZ') },
  'timestamp without time zone': { from: /^TIMESTAMP$/, column: instant('TIMESTAMP') },
  text: { from: /^VARCHAR$/, column: text },
  jsonb: {
    from: /^(VARCHAR|JSON)$/,
    column: {
      ...text,
      sentBytes: (values, at) => values.getUint32(at, true) + 1,
      write: (values, from, out, to) => {
        out.setUint8(to, JSONB_VERSION);
        writeText(values, from, out, to + 1);
      },
    },
  },
};

const MOST_DAYS = 2 ** 31 - 1;
function dayOf(days: number): number {
  if (days === MOST_DAYS) return days;
  return days === -MOST_DAYS ? -MOST_DAYS - 1 : days - POSTGRES_EPOCH_DAYS;
}

const NUMERIC = /^numeric(\((\d+),(\d+)\))?$/;
const DECIMAL = /^DECIMAL\((\d+),(\d+)\)$/;

/**
 * The column for a type of DuckDB (`describe`) and a type of Postgres (`format_type`); undefined where its values are better sent as text: types that are not
 * known here, and pairs that one side would round or read in its own way.
 */
export function copyColumn(duckdbType: string, postgresType: string): CopyColumn | undefined {
  const numeric = NUMERIC.exec(postgresType);
  if (numeric !== null) {
    const decimal = DECIMAL.exec(duckdbType);
    return decimal === null ? undefined : numericColumn(Number(decimal[1]), Number(decimal[2]));
  }
  const known = COLUMNS[postgresType.replace(/^character varying(\(\d+\))?$/, 'text')];
  return known?.from.test(duckdbType) === true ? known.column : undefined;
}

/** Postgres rounds to the scale of its column, as it does with text. */
function numericColumn(precision: number, scale: number): CopyColumn {
  const shape = numericShape(precision, scale);
  return {
    castTo: `DECIMAL(${shape.isWide ? 38 : 18}, ${scale})`,
    storedBytes: shape.isWide ? 16 : 8,
    sentBytes: (values, at) => numericBytes(values, at, shape),
    write: (values, from, out, to) => writeNumeric(values, from, shape, out, to),
  };
}
