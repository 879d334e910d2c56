/**
 * Headers of a tar file: POSIX ustar, with a pax header before an entry whose path or size does not fit (IEEE Std 1003.1, pax).
 * A block has 512 bytes; numbers are octal text.
 */
export const BLOCK_BYTES = 512;
const LARGEST_OCTAL = 8 ** 11 - 1;
const NAME_BYTES = 100;

export const paddingOf = (bytes: number): number => (BLOCK_BYTES - (bytes % BLOCK_BYTES)) % BLOCK_BYTES;

function ustar(name: string, bytes: number, kind: '0' | 'x', atSeconds: number): Buffer {
  const block = Buffer.alloc(BLOCK_BYTES);
  const octal = (value: number, at: number, width: number): void => {
    block.write(value.toString(8).padStart(width - 1, '0'), at, 'latin1');
  };
  block.write(name, 0, NAME_BYTES, 'utf8');
  octal(0o600, 100, 8);
  octal(0, 108, 8);
  octal(0, 116, 8);
  octal(bytes, 124, 12);
  octal(atSeconds, 136, 12);
  block.write('        ', 148, 'latin1');
  block.write(kind, 156, 'latin1');
  block.write('ustar\x0000', 257, 'latin1');
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  return block;
}

/** `length key=value\n`, where the length counts itself. */
function paxLine(key: string, value: string): string {
  const rest = ` ${key}=${value}\n`;
  let length = Buffer.byteLength(rest);
  while (String(length).length + Buffer.byteLength(rest) !== length)
    length = String(length).length + Buffer.byteLength(rest);
  return `${length}${rest}`;
}

/** The blocks that go before the bytes of an entry. */
export function headerOf(path: string, bytes: number, atMs: number): Buffer {
  const atSeconds = Math.floor(atMs / 1_000);
  const isPlain = Buffer.byteLength(path) <= NAME_BYTES && bytes <= LARGEST_OCTAL;
  if (isPlain) return ustar(path, bytes, '0', atSeconds);
  const pax = Buffer.from(paxLine('path', path) + paxLine('size', String(bytes)));
  return Buffer.concat([
    ustar('PaxHeader', pax.length, 'x', atSeconds),
    pax,
    Buffer.alloc(paddingOf(pax.length)),
    ustar(Buffer.from(path).subarray(0, NAME_BYTES).toString('latin1'), Math.min(bytes, LARGEST_OCTAL), '0', atSeconds),
  ]);
}

export type TarHeader =
  | { readonly kind: 'end' }
  | { readonly kind: 'file'; readonly path: string; readonly bytes: number }
  | { readonly kind: 'pax'; readonly bytes: number }
  /** A folder, a link, what another tar adds: nothing of ours. */
  | { readonly kind: 'other'; readonly bytes: number }
  | { readonly kind: 'damaged' };

/** Reads one header block. */
export function readHeader(block: Buffer): TarHeader {
  if (block.every((byte) => byte === 0)) return { kind: 'end' };
  const text = (at: number, width: number): string => {
    const field = block.toString('utf8', at, at + width);
    const end = field.indexOf('\0');
    return end < 0 ? field : field.slice(0, end);
  };
  const stored = Number.parseInt(text(148, 8).trim(), 8);
  const sum = block.reduce((total, byte, at) => total + (at >= 148 && at < 156 ? 32 : byte), 0);
  const bytes = Number.parseInt(text(124, 12).trim(), 8);
  if (stored !== sum || !Number.isFinite(bytes)) return { kind: 'damaged' };
  const prefix = text(345, 155);
  const path = prefix === '' ? text(0, NAME_BYTES) : `${prefix}/${text(0, NAME_BYTES)}`;
  switch (block.toString('latin1', 156, 157)) {
    case '0':
    case '\0':
      return { kind: 'file', path, bytes };
    case 'x':
      return { kind: 'pax', bytes };
    default:
      return { kind: 'other', bytes };
  }
}

/** Path and size of a pax header's bytes. */
export function readPax(body: Buffer): { readonly path?: string; readonly bytes?: number } {
  const found: { path?: string; bytes?: number } = {};
  for (let at = 0; at < body.length;) {
    const blank = body.indexOf(0x20, at);
    const length = Number(body.toString('latin1', at, blank));
    if (blank < 0 || !(length > 0)) break;
    const [key, value] = splitOnce(body.toString('utf8', blank + 1, at + length - 1));
    if (key === 'path') found.path = value;
    if (key === 'size') found.bytes = Number(value);
    at += length;
  }
  return found;
}

const splitOnce = (text: string): [string, string] => {
  const at = text.indexOf('=');
  return [text.slice(0, at), text.slice(at + 1)];
};
