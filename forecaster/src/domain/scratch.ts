import { numbers } from './numbers.js';

/** A block is at least this large, in bytes: room for one model's forecasts of some dozens of series. */
const BLOCK_BYTES = 2 ** 20;
/** Blocks beyond this are not kept from one batch to the next, in bytes. */
const KEPT_BYTES = 2 ** 26;

const blocks: ArrayBuffer[] = [];
let block = 0;
let used = 0;
let batches = 0;

/**
 * Does a batch of work; what `scratch` gives meanwhile is used again for the next one. Batches made anew for each what the last had thrown away: tens of megabytes that were asked of
 * the system, found cold in the caches and collected as garbage, a tenth of their time.
 */
export async function withScratch<Made>(work: () => Promise<Made>): Promise<Made> {
  batches += 1;
  try {
    return await work();
  } finally {
    batches -= 1;
    if (batches === 0) rewind();
  }
}

/** So many numbers, any numbers, for as long as the batch lasts: what outlives it is copied. Outside of a batch they are the caller's to keep. */
export function scratch(length: number): Float64Array {
  if (batches === 0) return numbers(length);
  const from = place(length * Float64Array.BYTES_PER_ELEMENT);
  return new Float64Array(blocks[block] as ArrayBuffer, from, length);
}

/** The same for numbers that a graph takes. */
export function scratchFloats(length: number): Float32Array {
  if (batches === 0) return new Float32Array(length);
  const from = place(length * Float32Array.BYTES_PER_ELEMENT);
  return new Float32Array(blocks[block] as ArrayBuffer, from, length);
}

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
