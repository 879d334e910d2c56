import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  FIELD_TYPES,
  batchOf,
  isStale,
  marginOf,
  msFromNs,
  nsFromMs,
  querySchema,
  readingsOf,
  seriesOf,
  signalSchema,
  type FieldType,
  type FieldValue,
} from './index.js';

const valueOf = (type: FieldType): fc.Arbitrary<FieldValue> => {
  switch (type) {
    case 'float':
      return fc.double({ noNaN: true, noDefaultInfinity: true });
    case 'boolean':
      return fc.boolean();
    case 'integer':
      return fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
    case 'unsigned':
      return fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });
    case 'string':
      return fc.string();
    default:
      return type satisfies never;
  }
};

describe('readings', () => {
  it('come back from columns as they went in, every type and every nanosecond', () => {
    const reading = fc.constantFrom(...FIELD_TYPES).chain((type) =>
      fc.record({
        series: fc.constantFrom('a', 'b c').map((asset) => seriesOf('m', { asset }, `f_${type}`, type)),
        timeNs: fc.bigInt({ min: -(2n ** 62n), max: 2n ** 62n }),
        value: valueOf(type),
      }),
    );
    fc.assert(
      fc.property(fc.array(reading, { maxLength: 40 }), (readings) => {
        const back = readingsOf(batchOf(readings));
        expect(back.map(({ series, timeNs, value }) => [series.key, timeNs, value])).toEqual(
          readings.map(({ series, timeNs, value }) => [series.key, timeNs, value]),
        );
      }),
    );
  });

  it('have one key whatever the order of their tags, with line protocol escapes', () => {
    const one = seriesOf('my m,x', { b: '2', a: 'x=1, y' }, 'the field', 'float');
    const two = seriesOf('my m,x', { a: 'x=1, y', b: '2' }, 'the field', 'float');
    expect(one.key).toBe(two.key);
    expect(one.pointKey).toBe('my\\ m\\,x,a=x\\=1\\,\\ y,b=2');
    expect(one.key).toBe(`${one.pointKey} the\\ field`);
  });
});

describe('times', () => {
  it('turn from nanoseconds to milliseconds towards the past, before 1970 too', () => {
    expect(msFromNs(1_999_999n)).toBe(1);
    expect(msFromNs(-1n)).toBe(-1);
    expect(msFromNs(nsFromMs(1_700_000_000_123))).toBe(1_700_000_000_123);
  });
});

describe('limits', () => {
  it('have a margin above zero exactly when they are breached', () => {
    expect(marginOf('high', 101, 100)).toBe(1);
    expect(marginOf('high-high', 99, 100)).toBe(-1);
    expect(marginOf('low', 9, 10)).toBe(1);
    expect(marginOf('low-low', 11, 10)).toBe(-1);
  });
});

describe('forecasts', () => {
  it('are stale when older than twice their schedule', () => {
    expect(isStale(0, 1_000, 2_000)).toBe(false);
    expect(isStale(0, 1_000, 2_001)).toBe(true);
  });
});

describe('queries', () => {
  it('fill in what was not said', () => {
    expect(querySchema.parse({ queryType: 'telemetry', assets: ['well-101'] })).toEqual({
      queryType: 'telemetry',
      assets: ['well-101'],
      signals: [],
      aggregate: 'envelope',
      quality: false,
    });
    expect(querySchema.parse({ queryType: 'margin' })).toMatchObject({ of: 'last', quantile: 0.5, limits: [] });
  });

  it('refuse a type that is not known and a quantile outside (0, 1)', () => {
    expect(querySchema.safeParse({ queryType: 'sql', text: 'drop table' }).success).toBe(false);
    expect(querySchema.safeParse({ queryType: 'forecast', quantiles: [95] }).success).toBe(false);
  });
});

describe('signals', () => {
  it('want a positive interval', () => {
    const signal = { asset: 'a', measurement: 'm', field: 'f', title: 't', pack: 'p' };
    expect(signalSchema.safeParse({ ...signal, intervalMs: 0 }).success).toBe(false);
    expect(signalSchema.parse({ ...signal, intervalMs: 1_000 })).toMatchObject({ horizonSteps: 0, sumOf: [] });
  });
});
