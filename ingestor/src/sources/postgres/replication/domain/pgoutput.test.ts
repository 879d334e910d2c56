import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lsnText, readLsn } from './lsn.js';
import { readPgoutput, UNCHANGED } from './pgoutput.js';

const int16 = (value: number): Buffer => Buffer.from([value >> 8, value & 255]);
const int32 = (value: number): Buffer => Buffer.concat([int16(value >>> 16), int16(value & 65_535)]);
const value = (text: string | null | undefined): Buffer =>
  text === undefined
    ? Buffer.from('u')
    : text === null
      ? Buffer.from('n')
      : Buffer.concat([Buffer.from('t'), int32(Buffer.byteLength(text)), Buffer.from(text)]);
const tuple = (...values: (string | null | undefined)[]): Buffer =>
  Buffer.concat([int16(values.length), ...values.map(value)]);
const message = (...parts: (Buffer | string)[]): Buffer =>
  Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : part)));

describe('messages of pgoutput', () => {
  it('tell rows with text, null and what an update has not touched', () => {
    expect(readPgoutput(message('I', int32(7), 'N', tuple('1', null, 'äöü')))).toEqual({
      kind: 'insert',
      relationId: 7,
      row: ['1', null, 'äöü'],
    });
    expect(readPgoutput(message('U', int32(7), 'N', tuple('1', undefined)))).toEqual({
      kind: 'update',
      relationId: 7,
      old: undefined,
      row: ['1', UNCHANGED],
    });
    expect(readPgoutput(message('U', int32(7), 'K', tuple('1', null), 'N', tuple('2', 'b')))).toMatchObject({
      old: ['1', null],
      row: ['2', 'b'],
    });
    expect(readPgoutput(message('D', int32(7), 'K', tuple('1', null)))).toMatchObject({ old: ['1', null] });
    expect(readPgoutput(message('T', int32(2), '\0', int32(7), int32(8)))).toMatchObject({ relationIds: [7, 8] });
  });

  it('tell tables with the columns that identify a row', () => {
    const columns = message('\x01id\0', int32(20), int32(-1), '\0note\0', int32(25), int32(-1));
    expect(readPgoutput(message('R', int32(7), 'public\0orders\0d', int16(2), columns))).toEqual({
      kind: 'relation',
      relation: {
        id: 7,
        table: 'public.orders',
        columns: [
          { name: 'id', typeOid: 20, isKey: true },
          { name: 'note', typeOid: 25, isKey: false },
        ],
      },
    });
  });

  it('are refused with a reason when they are cut off or no messages at all, and never hang', () => {
    const whole = message('U', int32(7), 'K', tuple('1', null), 'N', tuple('2', 'b'));
    for (let length = 0; length < whole.length; length++)
      expect(() => readPgoutput(whole.subarray(0, length)), `${length} bytes`).toThrow(/too short|expected/);
    expect(() => readPgoutput(message('Z'))).toThrow(/“Z” of pgoutput is not known/);
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 60 }),
        fc.constantFrom('B', 'C', 'R', 'I', 'U', 'D', 'T', 'Y', 'O', 'M'),
        (bytes, tag) => {
          try {
            readPgoutput(message(tag, Buffer.from(bytes)));
          } catch (error) {
            expect((error as Error).message).toMatch(/pgoutput/);
          }
        },
      ),
    );
  });
});

describe('places in the write-ahead log', () => {
  it('are written as Postgres writes them', () => {
    expect(lsnText(0x16b374d848)).toBe('16/B374D848');
    fc.assert(
      fc.property(fc.nat({ max: 2 ** 52 }), (lsn) => {
        expect(readLsn(lsnText(lsn))).toBe(lsn);
      }),
    );
    expect(readLsn('nowhere')).toBeUndefined();
  });
});
