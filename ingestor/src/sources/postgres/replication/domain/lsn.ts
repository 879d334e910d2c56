/** A place in the write-ahead log. As a number it is exact up to 8 PiB of log. */
export type Lsn = number;

export const lsnText = (lsn: Lsn): string =>
  `${Math.floor(lsn / 2 ** 32).toString(16)}/${(lsn % 2 ** 32).toString(16)}`.toUpperCase();

/** `16/B374D848` as a number; undefined when it is none. */
export function readLsn(text: string): Lsn | undefined {
  const [, high, low] = /^([0-9A-F]{1,8})\/([0-9A-F]{1,8})$/i.exec(text) ?? [];
  return high === undefined || low === undefined ? undefined : parseInt(high, 16) * 2 ** 32 + parseInt(low, 16);
}
