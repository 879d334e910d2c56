import type { Lsn } from './lsn.js';

/**
 * Messages of the output plugin `pgoutput`, protocol version 1
 * (PostgreSQL documentation, “Logical Replication Message Formats”).
 */
export type PgoutputMessage =
  | { readonly kind: 'begin'; readonly commitLsn: Lsn }
  | { readonly kind: 'commit'; readonly commitLsn: Lsn; readonly endLsn: Lsn; readonly committedAtMs: number }
  | { readonly kind: 'relation'; readonly relation: Relation }
  | { readonly kind: 'insert'; readonly relationId: number; readonly row: Tuple }
  /** `old` is there when the key has changed, or all columns are the replica identity. */
  | { readonly kind: 'update'; readonly relationId: number; readonly old: Tuple | undefined; readonly row: Tuple }
  | { readonly kind: 'delete'; readonly relationId: number; readonly old: Tuple }
  | { readonly kind: 'truncate'; readonly relationIds: readonly number[] }
  /** Types, origins, logical messages: nothing that we want to know. */
  | { readonly kind: 'other' };

export interface Relation {
  readonly id: number;
  /** With its schema. */
  readonly table: string;
  readonly columns: readonly RelationColumn[];
}
export interface RelationColumn {
  readonly name: string;
  readonly typeOid: number;
  readonly isKey: boolean;
}
/** Values by the place of their column, as text; `unchanged`: a large value that the update did not touch and Postgres does not repeat. */
export type Tuple = readonly (string | null | typeof UNCHANGED)[];
export const UNCHANGED = Symbol('unchanged');

/** 2000-01-01, from which Postgres counts microseconds, in ms since 1970. */
const POSTGRES_EPOCH_MS = 946_684_800_000;

/** Reads one message. Throws a RangeError or an Error when it is not one: then the two sides do not speak the same protocol. */
export function readPgoutput(bytes: Buffer): PgoutputMessage {
  const reader = openReader(bytes);
  const tag = reader.tag();
  switch (tag) {
    case 'B':
      return { kind: 'begin', commitLsn: reader.int64() };
    case 'C': {
      reader.int8();
      const commitLsn = reader.int64();
      const endLsn = reader.int64();
      return { kind: 'commit', commitLsn, endLsn, committedAtMs: postgresTimeMs(reader.int64()) };
    }
    case 'R':
      return { kind: 'relation', relation: readRelation(reader) };
    case 'I': {
      const relationId = reader.int32();
      expectTag(reader.tag(), 'N');
      return { kind: 'insert', relationId, row: reader.tuple() };
    }
    case 'U': {
      const relationId = reader.int32();
      const which = reader.tag();
      if (which === 'N') return { kind: 'update', relationId, old: undefined, row: reader.tuple() };
      expectTag(which, 'K', 'O');
      const old = reader.tuple();
      expectTag(reader.tag(), 'N');
      return { kind: 'update', relationId, old, row: reader.tuple() };
    }
    case 'D': {
      const relationId = reader.int32();
      expectTag(reader.tag(), 'K', 'O');
      return { kind: 'delete', relationId, old: reader.tuple() };
    }
    case 'T': {
      const count = reader.int32();
      reader.int8();
      return { kind: 'truncate', relationIds: reader.list(count, reader.int32) };
    }
    case 'Y':
    case 'O':
    case 'M':
      return { kind: 'other' };
    default:
      throw new Error(`the message “${tag}” of pgoutput is not known`);
  }
}

const postgresTimeMs = (microseconds: number): number => POSTGRES_EPOCH_MS + Math.floor(microseconds / 1_000);

function readRelation(reader: Reader): Relation {
  const id = reader.int32();
  const schema = reader.text();
  const name = reader.text();
  reader.int8();
  const columns = reader.list(reader.int16(), () => {
    const isKey = (reader.int8() & 1) === 1;
    const column = { name: reader.text(), typeOid: reader.int32(), isKey };
    reader.int32();
    return column;
  });
  return { id, table: `${schema === '' ? 'pg_catalog' : schema}.${name}`, columns };
}

function expectTag(found: string, ...expected: readonly string[]): void {
  if (!expected.includes(found))
    throw new Error(`expected ${expected.join(' or ')} in a message of pgoutput, found “${found}”`);
}

type Reader = ReturnType<typeof openReader>;

function openReader(bytes: Buffer) {
  let at = 0;
  const move = (length: number): number => {
    const from = at;
    if (length < 0 || from + length > bytes.length) throw new RangeError('a message of pgoutput is too short');
    at += length;
    return from;
  };
  const int8 = (): number => bytes.readUInt8(move(1));
  const int16 = (): number => bytes.readUInt16BE(move(2));
  const int32 = (): number => bytes.readUInt32BE(move(4));
  const tag = (): string => String.fromCharCode(int8());
  const text = (): string => {
    const end = bytes.indexOf(0, at);
    const from = move(end - at + 1);
    return bytes.toString('utf8', from, end);
  };
  function list<T>(length: number, read: () => T): T[] {
    // Each element takes a byte at least: a length that is damage ends here, not in memory.
    if (length > bytes.length - at) throw new RangeError('a message of pgoutput is too short');
    return Array.from({ length }, read);
  }
  const value = (): Tuple[number] => {
    const kind = tag();
    if (kind === 'n') return null;
    if (kind === 'u') return UNCHANGED;
    expectTag(kind, 't');
    const length = int32();
    const from = move(length);
    return bytes.toString('utf8', from, from + length);
  };
  return {
    int8,
    int16,
    int32,
    tag,
    text,
    list,
    int64: (): number => Number(bytes.readBigInt64BE(move(8))),
    tuple: (): Tuple => list(int16(), value),
  };
}
