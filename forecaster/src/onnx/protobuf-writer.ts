/**
 * Protocol Buffers wire format, the half that writes: https://protobuf.dev/programming-guides/encoding/.
 * A message is its fields one after the other, each a key (`number << 3 | wire type`) and a payload.
 */
export interface MessageWriter {
  /** Signed or unsigned integer as a varint; negative numbers take ten bytes, as int64 does. */
  integer(field: number, value: number | bigint): void;
  /** 32-bit float, little endian. */
  float(field: number, value: number): void;
  text(field: number, value: string): void;
  bytes(field: number, value: Uint8Array): void;
  /** A nested message, written by `fill`. */
  message(field: number, fill: (nested: MessageWriter) => void): void;
}

const WIRE_VARINT = 0;
const WIRE_LENGTH_DELIMITED = 2;
const WIRE_FIXED_32 = 5;

const utf8 = new TextEncoder();

/** Encodes one message: `fill` writes its fields in the order in which they are to stand. */
export function encodeMessage(fill: (message: MessageWriter) => void): Uint8Array<ArrayBuffer> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  const append = (chunk: Uint8Array): void => {
    chunks.push(chunk);
    length += chunk.length;
  };
  const key = (field: number, wireType: number): void => append(varint(BigInt(field * 8 + wireType)));
  const delimited = (field: number, payload: Uint8Array): void => {
    key(field, WIRE_LENGTH_DELIMITED);
    append(varint(BigInt(payload.length)));
    append(payload);
  };

  fill({
    integer(field, value) {
      key(field, WIRE_VARINT);
      append(varint(BigInt(value)));
    },
    float(field, value) {
      key(field, WIRE_FIXED_32);
      const payload = new Uint8Array(4);
      new DataView(payload.buffer).setFloat32(0, value, true);
      append(payload);
    },
    text: (field, value) => delimited(field, utf8.encode(value)),
    bytes: delimited,
    message: (field, nested) => delimited(field, encodeMessage(nested)),
  });

  const encoded = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    encoded.set(chunk, at);
    at += chunk.length;
  }
  return encoded;
}

/** Seven bits a byte, lowest first, the high bit set on all but the last. */
function varint(value: bigint): Uint8Array {
  let rest = BigInt.asUintN(64, value);
  const bytes: number[] = [];
  while (rest > 0x7fn) {
    bytes.push(Number(rest & 0x7fn) | 0x80);
    rest >>= 7n;
  }
  bytes.push(Number(rest));
  return Uint8Array.from(bytes);
}
