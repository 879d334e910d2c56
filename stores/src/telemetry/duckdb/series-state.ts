import { FIELD_TYPES, type FieldType } from '@wellhead/contracts';

/** No reading yet: the smallest int64. A reading at exactly that time (1677) counts as late, which is harmless. */
const NONE_HI = -0x8000_0000;
const NO_TYPE = 0xff;

/**
 * What is known of every series of one file, by its number: the time of its newest reading and that reading's value.
 * Times are two 32-bit halves, because comparing bigints would cost more than storing the row.
 */
export interface SeriesState {
  /** Makes room for series up to this number. */
  reserve(id: number, type: FieldType): void;
  readonly hi: () => Int32Array;
  readonly lo: () => Uint32Array;
  /** Types by number, as places in FIELD_TYPES. */
  readonly types: () => Uint8Array;
  /** Scratch of whoever sorts a batch, by number. */
  readonly places: () => Uint32Array;
  timeOf(id: number): bigint | undefined;
  setTime(id: number, timeNs: bigint): void;
  clear(id: number): void;
  /** Float and boolean (0, 1) values by number. */
  readonly numbers: () => Float64Array;
  /** Integer and unsigned values (same 64 bits) by number. */
  readonly integers: () => BigInt64Array;
  readonly strings: Map<number, string>;
  readonly ids: () => Iterable<number>;
}

export function createSeriesState(): SeriesState {
  let size = 0;
  let hi = new Int32Array(0);
  let lo = new Uint32Array(0);
  let numbers = new Float64Array(0);
  let integers = new BigInt64Array(0);
  let types = new Uint8Array(0);
  let places = new Uint32Array(0);
  const strings = new Map<number, string>();

  const grow = (wanted: number): void => {
    const next = Math.max(wanted, hi.length * 2, 1024);
    const [oldHi, oldLo, oldTypes, oldNumbers, oldIntegers] = [hi, lo, types, numbers, integers];
    hi = new Int32Array(next).fill(NONE_HI);
    hi.set(oldHi);
    lo = new Uint32Array(next);
    lo.set(oldLo);
    types = new Uint8Array(next).fill(NO_TYPE);
    types.set(oldTypes);
    places = new Uint32Array(next);
    numbers = new Float64Array(next);
    numbers.set(oldNumbers);
    integers = new BigInt64Array(next);
    integers.set(oldIntegers);
  };

  return {
    reserve: (id, type) => {
      if (id >= hi.length) grow(id + 1);
      types[id] = FIELD_TYPES.indexOf(type);
      size = Math.max(size, id + 1);
    },
    hi: () => hi,
    lo: () => lo,
    types: () => types,
    places: () => places,
    timeOf: (id) => {
      const high = hi[id];
      const low = lo[id];
      if (high === undefined || low === undefined || (high === NONE_HI && low === 0)) return undefined;
      return (BigInt(high) << 32n) | BigInt(low);
    },
    setTime: (id, timeNs) => {
      hi[id] = Number(timeNs >> 32n);
      lo[id] = Number(timeNs & 0xffff_ffffn);
    },
    clear: (id) => {
      hi[id] = NONE_HI;
      lo[id] = 0;
      strings.delete(id);
    },
    numbers: () => numbers,
    integers: () => integers,
    strings,
    ids: function* () {
      for (let id = 0; id < size; id += 1) if (types[id] !== NO_TYPE) yield id;
    },
  };
}
