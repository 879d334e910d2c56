/**
 * What each series showed last, by its place in the table. Late readings are not compared: the order in which they were measured is not theirs.
 * Columns instead of objects: a reading then costs no memory, and what was before a batch is copied without making anything.
 */
export interface SeriesMemory {
  /** Room for this many series; new ones have shown nothing. */
  ensure(count: number): void;
  forgetAll(): void;
  /** Keeps how the series was, once a batch: returns true the first time. */
  begin(place: number, batch: number): boolean;
  /** Back to how it was, unless a later batch went on from there. */
  undo(place: number, batch: number): void;
  lastMs: Float64Array;
  value: Float64Array;
  /** Readings of this very value in a row; 0 before the first. */
  same: Uint32Array;
  /** 1: a store may hold a reading that is not good, as far as was known at `knownAt`. */
  mayBeMarked: Uint8Array;
  knownAt: Uint32Array;
}

export function openSeriesMemory(): SeriesMemory {
  let room = 0;
  let batchOf = new Float64Array(0);
  let wasLastMs = new Float64Array(0);
  let wasValue = new Float64Array(0);
  let wasSame = new Uint32Array(0);
  const grown = <T extends Float64Array | Uint32Array | Uint8Array>(wider: T, before: T): T => {
    wider.set(before);
    return wider;
  };
  const memory: SeriesMemory = {
    lastMs: new Float64Array(0),
    value: new Float64Array(0),
    same: new Uint32Array(0),
    mayBeMarked: new Uint8Array(0),
    knownAt: new Uint32Array(0),
    ensure(count) {
      if (count <= room) return;
      const before = room;
      room = Math.max(1_024, 2 * count);
      memory.lastMs = grown(new Float64Array(room), memory.lastMs).fill(Number.NEGATIVE_INFINITY, before);
      memory.value = grown(new Float64Array(room), memory.value);
      memory.same = grown(new Uint32Array(room), memory.same);
      memory.mayBeMarked = grown(new Uint8Array(room), memory.mayBeMarked);
      memory.knownAt = grown(new Uint32Array(room), memory.knownAt);
      batchOf = grown(new Float64Array(room), batchOf);
      wasLastMs = grown(new Float64Array(room), wasLastMs);
      wasValue = grown(new Float64Array(room), wasValue);
      wasSame = grown(new Uint32Array(room), wasSame);
    },
    forgetAll() {
      memory.lastMs.fill(Number.NEGATIVE_INFINITY);
      memory.same.fill(0);
      memory.mayBeMarked.fill(0);
      memory.knownAt.fill(0);
      batchOf.fill(0);
    },
    begin(place, batch) {
      if (batchOf[place] === batch) return false;
      batchOf[place] = batch;
      wasLastMs[place] = memory.lastMs[place] as number;
      wasValue[place] = memory.value[place] as number;
      wasSame[place] = memory.same[place] as number;
      return true;
    },
    undo(place, batch) {
      if (batchOf[place] !== batch) return;
      memory.lastMs[place] = wasLastMs[place] as number;
      memory.value[place] = wasValue[place] as number;
      memory.same[place] = wasSame[place] as number;
    },
  };
  return memory;
}
