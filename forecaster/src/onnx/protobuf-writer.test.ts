import { describe, expect, it } from 'vitest';
import { encodeMessage } from './protobuf-writer.js';

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

describe('the protobuf writer', () => {
  it('writes the examples of the encoding guide', () => {
    expect(hex(encodeMessage((message) => message.integer(1, 150)))).toBe('089601');
    expect(hex(encodeMessage((message) => message.text(2, 'testing')))).toBe('120774657374696e67');
    expect(hex(encodeMessage((message) => message.message(3, (nested) => nested.integer(1, 150))))).toBe('1a03089601');
  });

  it('writes negative integers as ten bytes of two’s complement', () => {
    expect(hex(encodeMessage((message) => message.integer(1, -1)))).toBe('08ffffffffffffffffff01');
  });

  it('writes integers beyond 53 bits exactly', () => {
    expect(hex(encodeMessage((message) => message.integer(1, 2n ** 63n - 1n)))).toBe('08ffffffffffffffff7f');
  });

  it('writes floats little endian and lengths beyond 127 in two bytes', () => {
    expect(hex(encodeMessage((message) => message.float(2, 1)))).toBe('150000803f');
    expect(hex(encodeMessage((message) => message.bytes(1, new Uint8Array(200))).subarray(0, 3))).toBe('0ac801');
  });
});
