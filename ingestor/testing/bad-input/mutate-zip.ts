import { crc32, inflateRawSync } from 'node:zlib';
import { mutate } from './mutate.js';
import type { Random } from './random.js';

/** A file within a zip archive. */
interface Entry {
  readonly name: Buffer;
  readonly bytes: Buffer;
}

/**
 * A workbook of which one entry was changed inside and all were packed anew, so that what is behind the unpacking is reached; every fourth
 * time the archive itself is changed. Bytes that are no archive are changed as bytes.
 */
export function mutateZip(zip: Buffer, random: Random): Buffer {
  const entries = random.chance(0.25) ? [] : entriesOf(zip);
  if (entries.length === 0) return mutate(zip, random, [zip]);
  const at = random.below(entries.length);
  const texts = entries.map(({ bytes }) => bytes);
  return packed(
    entries.map((entry, place) => (place === at ? { ...entry, bytes: changed(entry.bytes, random, texts) } : entry)),
  );
}

/** Cells far away and long repetitions are what workbooks are feared for. */
const CELLS = ['XFD1048576', 'A1048576', 'ZZZZZ9', 'A0', '1A', 'A99999999999999999999', 'AAAAAAAAAAAAAAAAAAAA1', ''];

function changed(bytes: Buffer, random: Random, others: readonly Buffer[]): Buffer {
  if (random.chance(0.3)) {
    const text = bytes.toString('latin1');
    const cells = [...text.matchAll(/\b[A-Z]{1,3}\d+\b/g)];
    if (cells.length > 0) {
      const cell = random.pick(cells);
      const end = cell.index + cell[0].length;
      return Buffer.from(text.slice(0, cell.index) + random.pick(CELLS) + text.slice(end), 'latin1');
    }
  }
  return mutate(bytes, random, others);
}

/** Fields as PKWARE APPNOTE 4.3.7 (local header), 4.3.12 (directory) and 4.3.16 (end of the directory) have them. */
function entriesOf(zip: Buffer): Entry[] {
  const end = zip.lastIndexOf('PK\x05\x06', undefined, 'latin1');
  if (end < 0) return [];
  const entries: Entry[] = [];
  let at = zip.readUInt32LE(end + 16);
  for (let count = zip.readUInt16LE(end + 10); count > 0; count -= 1) {
    const nameLength = zip.readUInt16LE(at + 28);
    const local = zip.readUInt32LE(at + 42);
    const from = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
    const data = zip.subarray(from, from + zip.readUInt32LE(at + 20));
    entries.push({
      name: zip.subarray(at + 46, at + 46 + nameLength),
      bytes: zip.readUInt16LE(at + 10) === 0 ? data : inflateRawSync(data),
    });
    at += 46 + nameLength + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32);
  }
  return entries;
}

/** An archive whose entries are stored as they are. */
function packed(entries: readonly Entry[]): Buffer {
  const files: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, bytes } of entries) {
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt32LE(crc32(bytes), 10);
    common.writeUInt32LE(bytes.length, 14);
    common.writeUInt32LE(bytes.length, 18);
    common.writeUInt16LE(name.length, 22);
    const file = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), common, name, bytes]);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(offset, 10);
    directory.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\x00', 'latin1'), common, rest, name]));
    files.push(file);
    offset += file.length;
  }
  const listed = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(listed.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...files, listed, end]);
}
