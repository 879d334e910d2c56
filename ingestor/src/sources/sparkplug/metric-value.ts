import type { JsonPoint } from '../../domain/json-points.js';
import { DATA_TYPES, type SparkplugMetric } from './sparkplug-payload.js';

type FieldValue = JsonPoint['fields'][string];
export type MetricValue =
  | { readonly kind: 'value'; readonly value: FieldValue }
  | { readonly kind: 'fault'; readonly reason: string; readonly found: string };

/** The value of a metric as its data type says; `datatype` is that of its birth where the metric does not repeat it. */
export function metricValue(metric: SparkplugMetric, datatype: number): MetricValue {
  const type = DATA_TYPES[datatype] ?? 'Unknown';
  const value = (value: FieldValue | undefined): MetricValue =>
    value === undefined
      ? { kind: 'fault', reason: `a metric of type ${type} has no value of that type`, found: valueMember(metric) }
      : { kind: 'value', value };
  switch (type) {
    case 'Int8':
      return value(signed(metric.int_value, 8));
    case 'Int16':
      return value(signed(metric.int_value, 16));
    case 'Int32':
      return value(signed(metric.int_value, 32));
    case 'Int64':
      return value(
        metric.long_value === undefined ? undefined : { integer: String(BigInt.asIntN(64, BigInt(metric.long_value))) },
      );
    case 'UInt8':
    case 'UInt16':
    case 'UInt32':
      // Some senders put 32 bits into the long member.
      return value(metric.int_value === undefined ? integer(metric.long_value) : { integer: metric.int_value });
    case 'UInt64':
      return value(metric.long_value === undefined ? undefined : { unsigned: metric.long_value });
    case 'DateTime':
      return value(integer(metric.long_value));
    case 'Float':
      return value(metric.float_value === undefined ? undefined : shortest(metric.float_value));
    case 'Double':
      return value(metric.double_value);
    case 'Boolean':
      return value(metric.boolean_value);
    case 'String':
    case 'Text':
    case 'UUID':
      return value(metric.string_value);
    case 'Unknown':
    case 'DataSet':
    case 'Bytes':
    case 'File':
    case 'Template':
    case 'PropertySet':
    case 'PropertySetList':
    case 'Int8Array':
    case 'Int16Array':
    case 'Int32Array':
    case 'Int64Array':
    case 'UInt8Array':
    case 'UInt16Array':
    case 'UInt32Array':
    case 'UInt64Array':
    case 'FloatArray':
    case 'DoubleArray':
    case 'BooleanArray':
    case 'StringArray':
    case 'DateTimeArray':
      return {
        kind: 'fault',
        reason: `metrics of type ${type} are not taken: a reading is one number, boolean or text`,
        found: `${type} (${datatype})`,
      };
    default:
      return type satisfies never;
  }
}

const integer = (text: string | undefined): FieldValue | undefined =>
  text === undefined ? undefined : { integer: text };

/** Signed integers travel as the unsigned number of the same bits. */
const signed = (bits: number | undefined, width: number): FieldValue | undefined =>
  bits === undefined ? undefined : { integer: String(BigInt.asIntN(width, BigInt(bits))) };

/** 0.1 sent as a 32-bit float is 0.1, not 0.10000000149011612. */
function shortest(float: number): number {
  for (let digits = 6; digits < 9; digits++) {
    const rounded = Number(float.toPrecision(digits));
    if (Math.fround(rounded) === float) return rounded;
  }
  return float;
}

const valueMember = (metric: SparkplugMetric): string =>
  Object.keys(metric).find((name) => name.endsWith('_value')) ?? 'no value';
