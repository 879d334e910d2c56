/** Memory of bodies, used again: a new buffer of hundreds of kilobytes a request hastens the garbage collector for the whole heap. */
export interface BodyPool {
  /** A buffer of this length; what it holds is left over from an earlier body. */
  take(bytes: number): Buffer;
  /** Takes back a buffer that came from here; any other is passed over. */
  give(body: Buffer): void;
}

/** Smaller bodies come out of Node's own pool, larger ones are rare. */
const MIN_BYTES = 64 * 1024;
const MAX_BYTES = 8 * 1024 * 1024;
/** Of one size; a size is a power of two. */
const MAX_SPARE = 4;

export function openBodyPool(): BodyPool {
  const spareOf = new Map<number, ArrayBufferLike[]>();
  const ours = new WeakSet<ArrayBufferLike>();
  return {
    take(bytes) {
      if (bytes < MIN_BYTES || bytes > MAX_BYTES) return Buffer.allocUnsafe(bytes);
      const size = 2 ** Math.ceil(Math.log2(bytes));
      const memory = spareOf.get(size)?.pop() ?? Buffer.allocUnsafeSlow(size).buffer;
      ours.add(memory);
      return Buffer.from(memory, 0, bytes);
    },
    give({ buffer }) {
      if (!ours.delete(buffer)) return;
      const spare = spareOf.get(buffer.byteLength) ?? [];
      if (spare.length < MAX_SPARE) spareOf.set(buffer.byteLength, [...spare, buffer]);
    },
  };
}
