import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { spokenNumber, unitConversion } from './units.js';

const converted = (value: number, from: string, to: string): number | undefined => {
  const conversion = unitConversion(from, to);
  return conversion && value * conversion.scale + conversion.offset;
};

describe('converting units', () => {
  it.each([
    [212, 'degF', 'celsius', 100],
    [0, 'celsius', 'K', 273.15],
    [14.5037738, 'psi', 'pressurebar', 1],
    [1, 'MPa', 'bar', 10],
    [1, 'kgf/cm2', 'pressurekpa', 98.0665],
    [100, 'bbl/d', 'm3/d', 15.8987294928],
    [10, 'ft', 'lengthm', 3.048],
    [35, 'percent', 'percentunit', 0.35],
    [5, 'kV', 'volt', 5_000],
  ])('%d %s is in %s %d', (value, from, to, expected) => {
    expect(converted(value, from, to)).toBeCloseTo(expected, 6);
  });

  it('knows what cannot be converted, and takes equal names that it does not know as equal', () => {
    expect(unitConversion('psi', 'celsius')).toBeUndefined();
    expect(unitConversion('furlong', 'lengthm')).toBeUndefined();
    // Milliwatt is not megawatt: names are exact.
    expect(unitConversion('mW', 'watt')).toBeUndefined();
    expect(unitConversion('currencyUSD', 'currencyUSD')).toEqual({ scale: 1, offset: 0 });
    expect(unitConversion('bar', 'pressurebar')).toEqual({ scale: 1, offset: 0 });
  });

  it('comes back to the same value', () => {
    const names = ['kelvin', 'celsius', 'fahrenheit'];
    fc.assert(
      fc.property(
        fc.constantFrom(...names),
        fc.constantFrom(...names),
        fc.double({ min: -1e6, max: 1e6, noNaN: true }),
        (from, to, value) => {
          expect(converted(converted(value, from, to) ?? Number.NaN, to, from)).toBeCloseTo(value, 6);
        },
      ),
    );
  });
});

describe('a number as people read it', () => {
  it.each([
    [1234.5, 'currencyUSD', 0, '$1,235'],
    [-1234.5, 'currencyUSD', 2, '-$1,234.50'],
    [0.125, 'percentunit', 1, '12.5 %'],
    [81, 'celsius', 1, '81.0 °C'],
    [12, 'MPa', 0, '12 MPa'],
    [3_361, '', 0, '3,361'],
    [-0.001, '', 1, '0.0'],
    [2, 'trucks', 0, '2 trucks'],
    [null, 'celsius', 1, '–'],
  ])('%s %s with %d decimals is %s', (value, unit, decimals, expected) => {
    expect(spokenNumber(value, unit, decimals)).toBe(expected);
  });
});
