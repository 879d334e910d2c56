import protobuf from 'protobufjs';
import type { MetricSample, MetricSeries } from '../metric-lines.js';

/**
 * The messages of remote write 1.0, as far as they are read (prometheus.io/docs/specs/prw/remote_write_spec). `value` is a double there; its
 * bits are read as they are, because only they tell a stale marker from any other NaN.
 */
const PROTO = `
syntax = "proto3";
message WriteRequest { repeated TimeSeries timeseries = 1; }
message TimeSeries { repeated Label labels = 1; repeated Sample samples = 2; repeated Histogram histograms = 4; }
message Label { string name = 1; string value = 2; }
message Sample { fixed64 value = 1; int64 timestamp = 2; }
message Histogram {}
`;

interface Bits {
  readonly low: number;
  readonly high: number;
  toNumber(): number;
}
interface Message {
  readonly timeseries: readonly {
    readonly labels: readonly { readonly name: string; readonly value: string }[];
    readonly samples: readonly { readonly value: Bits; readonly timestamp: Bits }[];
    readonly histograms: readonly unknown[];
  }[];
}

const messageType = protobuf.parse(PROTO).root.lookupType('WriteRequest');

export interface WriteRequest {
  readonly series: readonly MetricSeries[];
  /** Native histograms in it, which have no place in line protocol. */
  readonly histograms: number;
}

/** Reads a remote write 1.0 message; what is wrong with it is returned as text. */
export function readWriteRequest(bytes: Uint8Array): WriteRequest | string {
  let message: Message;
  try {
    // Decoded by the description above, so it has this shape.
    message = messageType.decode(bytes) as unknown as Message;
  } catch (error) {
    return `it is no WriteRequest in protobuf: ${error instanceof Error ? error.message : String(error)}`;
  }
  let histograms = 0;
  const series: MetricSeries[] = [];
  for (const given of message.timeseries) {
    histograms += given.histograms.length;
    // Without a prototype: `__proto__` is a name like any other.
    const labels = Object.create(null) as Record<string, string>;
    for (const { name, value } of given.labels) {
      if (name === '') return 'a label has no name';
      if (Object.hasOwn(labels, name)) return `the label "${name}" is there twice in one series`;
      labels[name] = value;
    }
    if (given.samples.length > 0) series.push({ labels, samples: given.samples.map(sampleOf) });
  }
  return { series, histograms };
}

const words = new DataView(new ArrayBuffer(8));
/** The bits of the NaN that ends a series: `value.StaleNaN` of Prometheus, 0x7ff0000000000002. */
const STALE = { high: 0x7ff00000, low: 2 };

function sampleOf({ value, timestamp }: Message['timeseries'][number]['samples'][number]): MetricSample {
  words.setInt32(0, value.high);
  words.setInt32(4, value.low);
  return {
    value: words.getFloat64(0),
    isStaleMarker: value.high === STALE.high && value.low === STALE.low,
    timeMs: timestamp.toNumber(),
  };
}
