/**
 * Sparkplug B payloads as a small edge node writes them (Sparkplug Specification 3.0.0, section 6.4). Written apart from the reader of the ingestor on
 * purpose: a gateway that shared its description would prove nothing.
 */
export interface GatewayMetric {
  readonly alias: number;
  /** In births alone; data is told by alias. */
  readonly name?: string;
  readonly value: number;
}

const DOUBLE = 10;
const INT64 = 4;

export const dataPayload = (atMs: number, seq: number, metrics: readonly GatewayMetric[]): Buffer =>
  payload(
    atMs,
    seq,
    metrics.map(({ alias, name, value }) =>
      metric([...named(name), ...key(2, 0), ...varint(alias), ...key(4, 0), DOUBLE, ...key(13, 1), ...double(value)]),
    ),
  );

/** The number of the session of a node, which its death names again. */
export const sessionMetric = (session: number): number[] =>
  metric([...named('bdSeq'), ...key(4, 0), INT64, ...key(11, 0), ...varint(session)]);

export const payload = (atMs: number, seq: number, metrics: readonly (readonly number[])[]): Buffer =>
  Buffer.from([...key(1, 0), ...varint(atMs), ...metrics.flat(), ...key(3, 0), ...varint(seq)]);

const metric = (bytes: readonly number[]): number[] => [...key(2, 2), ...varint(bytes.length), ...bytes];
const named = (name: string | undefined): number[] => {
  if (name === undefined) return [];
  const text = Buffer.from(name);
  return [...key(1, 2), ...varint(text.length), ...text];
};
const key = (field: number, wire: number): number[] => [field * 8 + wire];

function double(value: number): number[] {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleLE(value);
  return [...bytes];
}

/** Exact up to 2^53. */
function varint(value: number): number[] {
  const bytes: number[] = [];
  for (let left = value; ; left = Math.floor(left / 128)) {
    if (left < 128) return [...bytes, left];
    bytes.push((left % 128) + 128);
  }
}
