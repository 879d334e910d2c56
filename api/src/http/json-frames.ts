import type { Frame, FrameField, FrameFieldType } from '@wellhead/contracts';

/** Frames as Grafana's `/api/ds/query` writes them (`DataFrameJSON`): times in ms with `nanos` beside, no NaN in JSON but `entities`. */

interface JsonField {
  readonly name: string;
  readonly type: 'time' | 'number' | 'string' | 'boolean' | 'enum' | 'other';
  readonly typeInfo: { readonly frame: string; readonly nullable: true };
  readonly labels?: Readonly<Record<string, string>>;
  readonly config?: FrameField['config'];
}
interface Entities {
  readonly NaN?: number[];
  readonly Inf?: number[];
  readonly NegInf?: number[];
}
type Cell = number | string | boolean | object | null;
export interface JsonFrame {
  readonly schema: {
    readonly name: string;
    readonly refId?: string;
    readonly meta?: Frame['meta'];
    readonly fields: readonly JsonField[];
  };
  readonly data: {
    readonly values: readonly (readonly Cell[])[];
    readonly nanos?: readonly (readonly number[] | null)[];
    readonly entities?: readonly (Entities | null)[];
  };
}

const TYPES: Readonly<Record<FrameFieldType, readonly [JsonField['type'], string]>> = {
  time: ['time', 'time.Time'],
  number: ['number', 'float64'],
  integer: ['number', 'int64'],
  unsigned: ['number', 'uint64'],
  string: ['string', 'string'],
  boolean: ['boolean', 'bool'],
  enum: ['enum', 'enum'],
  json: ['other', 'json.RawMessage'],
};

const NS = 1_000_000n;

function timeCells(values: FrameField['values']): { cells: Cell[]; nanos: number[] | null } {
  if (!(values instanceof BigInt64Array)) return { cells: Array.from(values as ArrayLike<Cell>), nanos: null };
  // Rounded towards the past, so that nanos are never negative.
  const nanos = Array.from(values, (ns) => Number(((ns % NS) + NS) % NS));
  const cells = Array.from(values, (ns, at) => Number((ns - BigInt(nanos[at] ?? 0)) / NS));
  return { cells, nanos: nanos.some((part) => part !== 0) ? nanos : null };
}

/** An int64 that a double cannot hold stays exact as text. */
const exact = (value: bigint): number | string =>
  Number.isSafeInteger(Number(value)) ? Number(value) : value.toString();

function plainCells(values: FrameField['values']): { cells: Cell[]; entities: Entities | null } {
  const found: { NaN: number[]; Inf: number[]; NegInf: number[] } = { NaN: [], Inf: [], NegInf: [] };
  const cells = Array.from(values as ArrayLike<Cell | bigint>, (value, at): Cell => {
    if (typeof value === 'bigint') return exact(value);
    if (typeof value !== 'number' || Number.isFinite(value)) return value;
    found[Number.isNaN(value) ? 'NaN' : value > 0 ? 'Inf' : 'NegInf'].push(at);
    return null;
  });
  const some = Object.entries(found).filter(([, places]) => places.length > 0);
  return { cells, entities: some.length > 0 ? Object.fromEntries(some) : null };
}

const parsedCells = (values: FrameField['values']): Cell[] =>
  Array.from(values as ArrayLike<string | null>, (text) => (text === null ? null : (JSON.parse(text) as Cell)));

/** One frame as JSON. */
export function jsonFrame(frame: Frame, refId?: string): JsonFrame {
  const columns = frame.fields.map(({ type, values }) => {
    if (type === 'time') return { ...timeCells(values), entities: null };
    if (type === 'json') return { cells: parsedCells(values), nanos: null, entities: null };
    return { ...plainCells(values), nanos: null };
  });
  return {
    schema: {
      name: frame.name,
      ...(refId === undefined ? {} : { refId }),
      ...(frame.meta === undefined ? {} : { meta: frame.meta }),
      fields: frame.fields.map(({ name, type, labels, config }) => ({
        name,
        type: TYPES[type][0],
        typeInfo: { frame: TYPES[type][1], nullable: true },
        ...(labels === undefined ? {} : { labels }),
        ...(config === undefined ? {} : { config }),
      })),
    },
    data: {
      values: columns.map(({ cells }) => cells),
      ...(columns.some(({ nanos }) => nanos !== null) ? { nanos: columns.map(({ nanos }) => nanos) } : {}),
      ...(columns.some(({ entities }) => entities !== null)
        ? { entities: columns.map(({ entities }) => entities) }
        : {}),
    },
  };
}
