import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { metricValue } from './metric-value.js';
import {
  type DataType,
  dataTypeNumber,
  decodeSparkplug,
  encodeSparkplug,
  type SparkplugMetric,
} from './sparkplug-payload.js';

/** Over the wire and back, as the value of a reading. */
function overTheWire(type: DataType, metric: SparkplugMetric): unknown {
  const payload = decodeSparkplug(encodeSparkplug({ metrics: [metric] }));
  if (typeof payload === 'string') throw new Error(payload);
  const outcome = metricValue(payload.metrics[0] as SparkplugMetric, dataTypeNumber(type));
  return outcome.kind === 'value' ? outcome.value : outcome.reason;
}

describe('the value of a Sparkplug metric', () => {
  it('is exact for every signed 64-bit integer (property)', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), (n) => {
        const bits = String(BigInt.asUintN(64, n));
        expect(overTheWire('Int64', { long_value: bits })).toEqual({ integer: String(n) });
      }),
    );
  });

  it.each([
    ['Int8', 8],
    ['Int16', 16],
    ['Int32', 32],
  ] as const)('of type %s is the two’s complement of its bits (property)', (type, width) => {
    fc.assert(
      fc.property(fc.integer({ min: -(2 ** (width - 1)), max: 2 ** (width - 1) - 1 }), (n) => {
        expect(overTheWire(type, { int_value: n >>> 0 })).toEqual({ integer: String(n) });
      }),
    );
  });

  it('of type Float is the shortest number that has these 32 bits (property)', () => {
    expect(overTheWire('Float', { float_value: 0.1 })).toBe(0.1);
    fc.assert(
      fc.property(fc.float({ noNaN: true, noDefaultInfinity: true }), (x) => {
        expect(Math.fround(overTheWire('Float', { float_value: x }) as number)).toBe(x === 0 ? 0 : x);
      }),
    );
  });

  it.each([
    ['UInt32', { int_value: 4_294_967_295 }, { integer: 4_294_967_295 }],
    ['UInt64', { long_value: '18446744073709551615' }, { unsigned: '18446744073709551615' }],
    ['DateTime', { long_value: '1700000000000' }, { integer: '1700000000000' }],
    ['Double', { double_value: 1e300 }, 1e300],
    ['Boolean', { boolean_value: false }, false],
    ['Text', { string_value: 'open' }, 'open'],
  ] as const)('of type %s is taken as it is', (type, metric, value) => {
    expect(overTheWire(type, metric)).toEqual(value);
  });

  it('is refused with its type where it is no single value, or of another type than it says', () => {
    expect(overTheWire('Template', { template_value: new Uint8Array([0]) })).toMatch(/type Template are not taken/);
    expect(overTheWire('Double', { int_value: 5 })).toMatch(/type Double has no value of that type/);
  });
});
