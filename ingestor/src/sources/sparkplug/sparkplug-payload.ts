import protobuf from 'protobufjs';

/**
 * The part of a Sparkplug B payload that is read. Field numbers and data types: Sparkplug Specification 3.0.0, section 6.4 (payload definition)
 * and 6.4.16 (data types). The protobuf type of a value that is not read (data sets, templates, extensions) is bytes on the wire.
 */
const { root } = protobuf.parse(
  `
  syntax = "proto2";
  message Metric {
    optional string name = 1;
    optional uint64 alias = 2;
    optional uint64 timestamp = 3;
    optional uint32 datatype = 4;
    optional bool is_historical = 5;
    optional bool is_transient = 6;
    optional bool is_null = 7;
    oneof value {
      uint32 int_value = 10;
      uint64 long_value = 11;
      float float_value = 12;
      double double_value = 13;
      bool boolean_value = 14;
      string string_value = 15;
      bytes bytes_value = 16;
      bytes dataset_value = 17;
      bytes template_value = 18;
    }
  }
  message Payload {
    optional uint64 timestamp = 1;
    repeated Metric metrics = 2;
    optional uint64 seq = 3;
  }`,
  { keepCase: true },
);
const payloadType = root.lookupType('Payload');

/** 64-bit integers are decimal text. */
export interface SparkplugMetric {
  readonly name?: string;
  readonly alias?: string;
  /** ms */
  readonly timestamp?: string;
  readonly datatype?: number;
  readonly is_historical?: boolean;
  readonly is_transient?: boolean;
  readonly is_null?: boolean;
  readonly int_value?: number;
  readonly long_value?: string;
  readonly float_value?: number;
  readonly double_value?: number;
  readonly boolean_value?: boolean;
  readonly string_value?: string;
  readonly bytes_value?: Uint8Array;
  readonly dataset_value?: Uint8Array;
  readonly template_value?: Uint8Array;
}
export interface SparkplugPayload {
  readonly timestamp?: string;
  readonly metrics: readonly SparkplugMetric[];
  readonly seq?: string;
}

/** Reads a payload; what is wrong is told as text. */
export function decodeSparkplug(body: Buffer): SparkplugPayload | string {
  try {
    return payloadType.toObject(payloadType.decode(body), {
      longs: String,
      arrays: true,
    }) as unknown as SparkplugPayload;
  } catch (error) {
    return `the payload is not Sparkplug B: ${(error as Error).message}`;
  }
}

export function encodeSparkplug(payload: SparkplugPayload): Buffer {
  return Buffer.from(payloadType.encode(payloadType.fromObject(payload)).finish());
}

export const DATA_TYPES = [
  'Unknown',
  'Int8',
  'Int16',
  'Int32',
  'Int64',
  'UInt8',
  'UInt16',
  'UInt32',
  'UInt64',
  'Float',
  'Double',
  'Boolean',
  'String',
  'DateTime',
  'Text',
  'UUID',
  'DataSet',
  'Bytes',
  'File',
  'Template',
  'PropertySet',
  'PropertySetList',
  'Int8Array',
  'Int16Array',
  'Int32Array',
  'Int64Array',
  'UInt8Array',
  'UInt16Array',
  'UInt32Array',
  'UInt64Array',
  'FloatArray',
  'DoubleArray',
  'BooleanArray',
  'StringArray',
  'DateTimeArray',
] as const;
export type DataType = (typeof DATA_TYPES)[number];

/** The number of a data type on the wire. */
export const dataTypeNumber = (type: DataType): number => DATA_TYPES.indexOf(type);
