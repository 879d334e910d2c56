import { readFileSync } from 'node:fs';
import type { Frame, FrameField } from '@wellhead/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { GOLDEN_FRAMES } from '../../testing/golden-frames.js';
import { arrowFrame } from './arrow-frame.js';
import { readArrowFrame } from './read-arrow-frame.js';

const frameOf = (...fields: FrameField[]): Frame => ({ name: 'f', refId: 'A', fields });
const back = (frame: Frame): Frame => readArrowFrame(arrowFrame(frame));
const valuesOf = (field: FrameField) => back(frameOf(field)).fields[0]?.values;

describe('a frame as Arrow', () => {
  it.each(Object.keys(GOLDEN_FRAMES))('has the bytes that Grafana’s own SDK was seen to read: %s', (name) => {
    const golden = readFileSync(new URL(`./testdata/${name}.arrow`, import.meta.url));
    const frame = GOLDEN_FRAMES[name] as Frame;
    expect(Buffer.from(arrowFrame(frame)).equals(golden)).toBe(true);
    const { fields, ...rest } = readArrowFrame(golden);
    const { fields: goldenFields, ...goldenRest } = frame;
    expect(rest).toEqual(goldenRest);
    const shape = ({ values: _values, ...shape }: FrameField) => shape;
    expect(fields.map(shape)).toEqual(goldenFields.map(shape));
  });

  it('keeps nanoseconds, before 1970 too', () => {
    const times = BigInt64Array.from([1_700_000_000_123_456_789n, -1n, 0n]);
    expect(valuesOf({ name: 't', type: 'time', values: times })).toEqual(times);
  });

  it('takes times in ms with fractions, and null for a missing one', () => {
    expect(valuesOf({ name: 't', type: 'time', values: [1_700_000_000_000.25, null, -0.5] })).toEqual([
      1_700_000_000_000.25,
      null,
      -0.5,
    ]);
  });

  it('keeps every int64 and uint64', () => {
    const edges = [2n ** 63n - 1n, -(2n ** 63n), 2n ** 53n + 1n, null];
    expect(valuesOf({ name: 'i', type: 'integer', values: edges })).toEqual(edges);
    const unsigned = [2n ** 64n - 1n, 0n, null];
    expect(valuesOf({ name: 'u', type: 'unsigned', values: unsigned })).toEqual(unsigned);
    // The same 64 bits, as a reading of a store has them.
    expect(valuesOf({ name: 'u', type: 'unsigned', values: BigInt64Array.from([-1n]) })).toEqual([2n ** 64n - 1n]);
  });

  it('makes a missing number null, and keeps infinities', () => {
    const values = [1.5, null, Number.NaN, Number.NEGATIVE_INFINITY];
    const read = Float64Array.from([1.5, Number.NaN, Number.NaN, Number.NEGATIVE_INFINITY]);
    expect(valuesOf({ name: 'n', type: 'number', values })).toEqual(read);
  });

  it('keeps texts and booleans as they are', () => {
    const text = fc.array(fc.option(fc.string({ unit: 'grapheme' })), { maxLength: 40 });
    const flag = fc.array(fc.option(fc.boolean()), { maxLength: 40 });
    fc.assert(
      fc.property(text, flag, (texts, flags) => {
        expect(valuesOf({ name: 's', type: 'string', values: texts })).toEqual(texts);
        expect(valuesOf({ name: 'b', type: 'boolean', values: flags })).toEqual(flags);
      }),
    );
  });

  it('keeps the places of words and JSON texts as they are', () => {
    const config = { type: { enum: { text: ['off', 'on'] } } };
    expect(valuesOf({ name: 'e', type: 'enum', values: [1, null, 0], config })).toEqual([1, null, 0]);
    const texts = ['{"a":[1,null]}', '"ö"', null];
    expect(valuesOf({ name: 'j', type: 'json', values: texts })).toEqual(texts);
  });

  it('names field and row of a value that does not fit', () => {
    const wrong = (field: FrameField) => () => arrowFrame(frameOf(field));
    expect(wrong({ name: 'n', type: 'number', values: [1, 'x'] as never })).toThrow(
      'Field n (number), row 1: found string x, expected a number or null.',
    );
    expect(wrong({ name: 'i', type: 'integer', values: [2n ** 63n] })).toThrow('Field i (integer), row 0');
    expect(wrong({ name: 'u', type: 'unsigned', values: [-1n] })).toThrow('Field u (unsigned), row 0');
    expect(wrong({ name: 't', type: 'time', values: [Number.NaN] })).toThrow('Field t (time), row 0');
    expect(wrong({ name: 'b', type: 'boolean', values: [1] as never })).toThrow('Field b (boolean), row 0');
    expect(wrong({ name: 's', type: 'string', values: [1] as never })).toThrow('Field s (string), row 0');
    expect(wrong({ name: 'j', type: 'json', values: ['{'] })).toThrow(
      'Field j (json), row 0: found string {, expected a JSON',
    );
    const config = { type: { enum: { text: ['off', 'on'] } } };
    expect(wrong({ name: 'e', type: 'enum', values: [0, 2], config })).toThrow(
      'Field e (enum), row 1: found number 2, expected a place among the 2 words',
    );
  });

  it('names the fields of a frame whose fields differ in length', () => {
    const frame = frameOf({ name: 'a', type: 'number', values: [1] }, { name: 'b', type: 'number', values: [] });
    expect(() => arrowFrame(frame)).toThrow(
      'Frame f: its fields differ in length (a 1, b 0); each needs one value a row.',
    );
  });
});
