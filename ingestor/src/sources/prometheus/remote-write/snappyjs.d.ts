/** What we use of `snappyjs`, which brings no types. */
declare module 'snappyjs' {
  /** Throws when it is no Snappy, or when it says that it holds more than `maxLength` bytes. */
  export function uncompress(compressed: Buffer, maxLength?: number): Buffer;
  export function compress(uncompressed: Buffer): Buffer;
}
