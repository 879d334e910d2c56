import type { FileDialect } from './format-reader.js';

/** Turns text into bytes of an encoding; the first piece gets the byte order mark that UTF-16 needs. A character that the encoding lacks becomes `?`. */
export function encodeText(encoding: FileDialect['encoding']): (text: string, isFirst: boolean) => Buffer {
  switch (encoding) {
    case 'utf-8':
      return (text) => Buffer.from(text, 'utf8');
    case 'utf-16le':
      return (text, isFirst) => Buffer.from(isFirst ? `\uFEFF${text}` : text, 'utf16le');
    case 'windows-1251': {
      const decoder = new TextDecoder(encoding);
      const bytes = new Map(Array.from({ length: 256 }, (_, byte) => [decoder.decode(Uint8Array.of(byte)), byte]));
      const missing = '?'.charCodeAt(0);
      return (text) => Buffer.from(Array.from(text, (char) => bytes.get(char) ?? missing));
    }
    default:
      return encoding satisfies never;
  }
}
