import protobuf from 'protobufjs';

/** The message as Prometheus describes it: what the product reads with a description of its own is written with this one. */
const writeRequest = protobuf
  .parse(
    `
syntax = "proto3";
message WriteRequest { repeated TimeSeries timeseries = 1; repeated Metadata metadata = 3; }
message Metadata { string metric_family_name = 2; }
message TimeSeries { repeated Label labels = 1; repeated Sample samples = 2; repeated Histogram histograms = 4; }
message Label { string name = 1; string value = 2; }
message Sample { double value = 1; int64 timestamp = 2; }
message Histogram { double sum = 3; }
`,
  )
  .root.lookupType('WriteRequest');

export const packWriteRequest = (message: object): Buffer =>
  Buffer.from(writeRequest.encode(writeRequest.fromObject(message)).finish());

type Labels = Readonly<Record<string, string>>;
export const seriesOf = (labels: Labels, samples: readonly [number, number][], histograms: object[] = []) => ({
  labels: Object.entries(labels).map(([name, value]) => ({ name, value })),
  samples: samples.map(([value, timestamp]) => ({ value, timestamp })),
  histograms,
});
export const encode = (...timeseries: object[]): Buffer =>
  packWriteRequest({ timeseries, metadata: [{ metricFamilyName: 'm' }] });

/** A sample whose value has the bits of Prometheus' stale marker, put in place of a number that no other sample has. */
export function withStaleMarker(message: Buffer): Buffer {
  const placeholder = Buffer.alloc(8);
  placeholder.writeDoubleLE(424_242);
  const at = message.indexOf(placeholder);
  message.writeBigUInt64LE(0x7ff0000000000002n, at);
  return message;
}

/** The headers that remote write 1.0 comes with. */
export const REMOTE_WRITE_HEADERS = {
  'content-type': 'application/x-protobuf',
  'content-encoding': 'snappy',
  'x-prometheus-remote-write-version': '0.1.0',
};
