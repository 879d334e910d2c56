import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normalNumber, type NumberStyle } from './normal-number.js';

const point: NumberStyle = { decimal: '.', thousands: '' };
const russian: NumberStyle = { decimal: ',', thousands: ' ' };
const german: NumberStyle = { decimal: ',', thousands: '.' };
const english: NumberStyle = { decimal: '.', thousands: ',' };

describe('a number as people write it', () => {
  it.each<[string, NumberStyle, string]>([
    ['12.5', point, '12.5'],
    ['-3', point, '-3'],
    ['+7', point, '7'],
    ['.5', point, '0.5'],
    ['5.', point, '5'],
    ['1e-3', point, '1e-3'],
    [' 42 ', point, '42'],
    ['−4', point, '-4'],
    ['1 234 567,25', russian, '1234567.25'],
    ['1\u00A0234,5', russian, '1234.5'],
    ['1\u202F234', russian, '1234'],
    ['0,05', russian, '0.05'],
    ['1.234.567,8', german, '1234567.8'],
    ['-1,234.5', english, '-1234.5'],
    ['12345678901234567890', point, '12345678901234567890'],
  ])('%j is %j', (text, style, expected) => expect(normalNumber(text, style)).toBe(expected));

  it.each<[string, NumberStyle]>([
    ['', point],
    ['12,5', point],
    ['1.2.3', point],
    ['12.5', russian],
    ['12 34', russian],
    ['1 2345', russian],
    ['1,23,456', english],
    ['1234,567', english],
    ['12a', point],
    ['--1', point],
    ['-', point],
    ['.', point],
    ['NaN', point],
    ['Infinity', point],
    ['1e999', point],
    ['0x10', point],
    ['1e', point],
  ])('%j is none', (text, style) => expect(normalNumber(text, style)).toBeUndefined());

  it('gives back every finite number, in every style', () => {
    const styles = [point, russian, german, english];
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.constantFrom(...styles), (value, style) => {
        const [whole = '', rest = ''] = String(value).split(/(?=[.e])/, 2);
        const grouped = rest.startsWith('e') ? whole : whole.replace(/\B(?=(\d{3})+$)/g, style.thousands);
        const tail = String(value).slice(whole.length);
        const written = grouped + tail.replace('.', style.decimal);
        const read = normalNumber(written, style);
        expect(Number(read)).toBe(value === 0 ? Number(read) : value);
        expect(read).toBeDefined();
      }),
    );
  });

  it('never throws, and what it gives is a finite number', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...Array.from('0123456789.,-+eE \u00A0a')) }), (text) => {
        const read = normalNumber(text, russian);
        if (read !== undefined) expect(Number.isFinite(Number(read))).toBe(true);
      }),
    );
  });
});
