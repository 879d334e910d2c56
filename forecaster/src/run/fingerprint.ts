import { createHash } from 'node:crypto';

/** A hash over numbers and texts in the order in which they are added. */
export interface Fingerprint {
  text(text: string): void;
  numbers(numbers: Float64Array): void;
  /** The hash of all that was added; nothing can be added afterwards. */
  hex(): string;
}

/** The hash of several rows of numbers, one after the other. */
export function numbersHash(...rows: readonly ArrayLike<number>[]): string {
  const hash = openFingerprint();
  for (const row of rows) hash.numbers(Float64Array.from(row));
  return hash.hex();
}

export function openFingerprint(): Fingerprint {
  const hash = createHash('sha256');
  return {
    text: (text) => void hash.update(`${text.length} ${text}`),
    numbers: (numbers) => {
      hash.update(`${numbers.length} `);
      hash.update(new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength));
    },
    hex: () => hash.digest('hex'),
  };
}
