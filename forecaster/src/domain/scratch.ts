import { numbers } from './numbers.js';

/** A block is at least this large, in bytes: room for one model's forecasts of some dozens of series. */
const BLOCK_BYTES = 2 ** 20;
/** Blocks beyond this are not kept from one piece of work to the next, in bytes. */
const KEPT_BYTES = 2 ** 24;

/** Arrays that last as long as a piece of work, and are used again for the next. */
export interface Scratch {
  /**
   * Does a piece of work; what it takes meanwhile is used again for the next one. Made anew each time, they were tens of megabytes a batch that were asked of the system, found cold
   * in the caches and collected as garbage, a tenth of its time.
   */
  during<Made>(work: () => Promise<Made>): Promise<Made>;
  /** So many numbers, any numbers, for as long as the work lasts: what outlives it is copied. With no such work under way they are the caller's to keep. */
  numbers(length: number): Float64Array;
  /** The same for numbers that a graph takes. */
  floats(length: number): Float32Array;
}

/** What the models say of a batch, and what is made of it. */
export const batchScratch = openScratch();
/** What one model needs on its way to that. */
export const modelScratch = openScratch();

export function openScratch(): Scratch {
  const blocks: ArrayBuffer[] = [];
  let block = 0;
  let used = 0;
  let atWork = 0;

  /** Where in `blocks[block]` so many bytes are free. */
  function place(bytes: number): number {
    while (block < blocks.length && used + bytes > (blocks[block] as ArrayBuffer).byteLength) {
      block += 1;
      used = 0;
    }
    if (block === blocks.length) blocks.push(new ArrayBuffer(Math.max(BLOCK_BYTES, bytes)));
    const from = used;
    used += Math.ceil(bytes / 8) * 8;
    return from;
  }

  function rewind(): void {
    block = 0;
    used = 0;
    let kept = 0;
    const whole = blocks.findIndex(({ byteLength }) => (kept += byteLength) > KEPT_BYTES);
    if (whole >= 0) blocks.length = whole;
  }

  return {
    async during(work) {
      atWork += 1;
      try {
        return await work();
      } finally {
        atWork -= 1;
        if (atWork === 0) rewind();
      }
    },
    numbers(length) {
      if (atWork === 0) return numbers(length);
      const from = place(length * Float64Array.BYTES_PER_ELEMENT);
      return new Float64Array(blocks[block] as ArrayBuffer, from, length);
    },
    floats(length) {
      if (atWork === 0) return new Float32Array(length);
      const from = place(length * Float32Array.BYTES_PER_ELEMENT);
      return new Float32Array(blocks[block] as ArrayBuffer, from, length);
    },
  };
}
