import type { ReadingBatch, Series } from '@wellhead/contracts';

/** A batch whose rows lie in a block that is used again. */
export interface OwnedBatch extends ReadingBatch {
  /**
   * Gives the rows back; their memory will hold others then, so nobody may read them any more. Whoever never calls this costs the
   * block, not a row: it is left to the garbage collector.
   */
  release(): void;
}

/**
 * Rows of one block; bodies lie in it one behind the other, so that those of a flush are one range and nothing is copied on the way
 * to the store. Its memory is shared with the store's worker thread. (A fresh array a body cost a third of all processor time: memory
 * outside of the heap hastens the collector, which then marked the whole heap several times a second.)
 */
interface Block {
  readonly capacity: number;
  readonly seriesIndex: Uint32Array;
  readonly times: BigInt64Array;
  /** 32-bit halves of the times, low word first; the same memory as `times`. */
  readonly timeWords: Uint32Array;
  readonly numbers: Float64Array;
  readonly integers: BigInt64Array;
  readonly integerWords: Uint32Array;
  /** Batches that have not been released. */
  holders: number;
}

/** Where the rows of a body are written while it is read; rows of a line that turns out bad are cut off again. */
export interface Columns {
  block: Block;
  /** Where the rows of this body begin in the block. */
  first: number;
  /** Where the next row goes. */
  length: number;
  readonly blockRows: number;
  /** Blocks that are waiting for their last release, or have had it. */
  readonly others: Block[];
  /** By row behind `first`. */
  strings: (string | undefined)[];
  hasNumbers: boolean;
  hasIntegers: boolean;
  hasStrings: boolean;
}

/** Rows of a block: a flush of the telemetry sink and a body fit in. */
const BLOCK_ROWS = 1_048_576;
/** Rows of the first block: where little comes in, no more memory is needed. */
const FIRST_ROWS = 4_096;
/** Blocks that are kept for later beside the one in use. */
const MAX_OTHERS = 3;

function openBlock(capacity: number): Block {
  const times = new BigInt64Array(new SharedArrayBuffer(capacity * 8));
  const integers = new BigInt64Array(new SharedArrayBuffer(capacity * 8));
  return {
    capacity,
    seriesIndex: new Uint32Array(new SharedArrayBuffer(capacity * 4)),
    times,
    timeWords: new Uint32Array(times.buffer),
    numbers: new Float64Array(new SharedArrayBuffer(capacity * 8)),
    integers,
    integerWords: new Uint32Array(integers.buffer),
    holders: 0,
  };
}

export function openColumns(blockRows = BLOCK_ROWS): Columns {
  return {
    block: openBlock(Math.min(FIRST_ROWS, blockRows)),
    first: 0,
    length: 0,
    blockRows,
    others: [],
    strings: [],
    hasNumbers: false,
    hasIntegers: false,
    hasStrings: false,
  };
}

/** Starts a body: where nobody holds a row of the block any more, at its beginning. */
export function beginColumns(columns: Columns): void {
  if (columns.block.holders === 0) columns.length = 0;
  columns.first = columns.length;
  columns.strings = [];
  columns.hasNumbers = columns.hasIntegers = columns.hasStrings = false;
}

/** Makes room for `rows` more: moves this body to another block where it does not fit. */
export function reserveRows(columns: Columns, rows: number): void {
  const { block, first, length } = columns;
  if (length + rows <= block.capacity) return;
  const own = length - first;
  const next = nextBlock(columns, own + rows);
  next.seriesIndex.set(block.seriesIndex.subarray(first, length));
  next.times.set(block.times.subarray(first, length));
  next.numbers.set(block.numbers.subarray(first, length));
  next.integers.set(block.integers.subarray(first, length));
  if (block.capacity === columns.blockRows && columns.others.length < MAX_OTHERS) columns.others.push(block);
  columns.block = next;
  columns.first = 0;
  columns.length = own;
}

function nextBlock({ blockRows, others }: Columns, rows: number): Block {
  // A body that is longer than half a block gets one of its own, twice as long as it is by now.
  if (rows > blockRows / 2) return openBlock(2 * rows);
  const free = others.findIndex(({ holders }) => holders === 0);
  if (free >= 0) return others.splice(free, 1)[0] as Block;
  // Those that are full of rows which nobody will release make way.
  if (others.length === MAX_OTHERS) others.shift();
  return openBlock(blockRows);
}

/** Takes back the rows from `row` on. */
export function cutColumns(columns: Columns, row: number): void {
  if (columns.hasStrings && columns.strings.length > row - columns.first) columns.strings.length = row - columns.first;
  columns.length = row;
}

/** The rows of this body as views of the block. */
export function takeBatch(columns: Columns, series: readonly Series[]): OwnedBatch {
  const { block, first, length, strings } = columns;
  if (columns.hasStrings) strings.length = length - first;
  const hold = length > first ? openHold(block) : noHold;
  const batch: OwnedBatch = {
    series,
    length: length - first,
    seriesIndex: block.seriesIndex.subarray(first, length),
    timeNs: block.times.subarray(first, length),
    numbers: columns.hasNumbers ? block.numbers.subarray(first, length) : undefined,
    integers: columns.hasIntegers ? block.integers.subarray(first, length) : undefined,
    strings: columns.hasStrings ? strings : undefined,
    release: hold,
  };
  columns.first = length;
  return batch;
}

const noHold = (): void => undefined;

function openHold(block: Block): () => void {
  block.holders += 1;
  let held = true;
  return () => {
    if (held) block.holders -= 1;
    held = false;
  };
}
