/** A file that is no protobuf, or ends too early. */
export class Malformed extends Error {}

/** One field of a message: a number (varint or fixed), or the place of its bytes. */
export interface Field {
  readonly number: number;
  /** Varints beyond 2^53 lose their last digits: no count or size that is taken comes near. */
  readonly value: number;
  readonly start: number;
  readonly end: number;
}

/** Fields of a whole file, so that many empty ones do not take long. */
const MOST_FIELDS = 2_000_000;
/** Keys are of 32 bits. The runtime cuts off what is beyond: to it a field with a larger number is another one. */
const MOST_KEY = 2 ** 32 - 1;

export interface WireReader {
  readonly bytes: Uint8Array;
  /** Fields of the message that lies from `start` to `end`, in order. Throws `Malformed`. */
  fields(start: number, end: number): Generator<Field>;
  text(field: Field): string;
  /** Numbers of a repeated field: packed, or one alone. */
  varints(field: Field): Generator<number>;
}

/** Protocol Buffers wire format, the half that reads: https://protobuf.dev/programming-guides/encoding/. Nothing is copied. */
export function openWireReader(bytes: Uint8Array): WireReader {
  const decoder = new TextDecoder();
  let fieldsRead = 0;
  let at = 0;
  const varint = (end: number): number => {
    let value = 0;
    let factor = 1;
    for (let count = 0; count < 10; count += 1) {
      if (at >= end) throw new Malformed('it ends in the midst of a number');
      const byte = bytes[at] as number;
      at += 1;
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) return value;
      factor *= 128;
    }
    throw new Malformed('a number in it has more than ten bytes');
  };
  return {
    bytes,
    *fields(start, end) {
      let position = start;
      while (position < end) {
        fieldsRead += 1;
        if (fieldsRead > MOST_FIELDS) throw new Malformed(`it has more than ${MOST_FIELDS} fields`);
        at = position;
        const key = varint(end);
        if (key > MOST_KEY) throw new Malformed('a field number in it is too large: it is no ONNX file');
        const number = Math.floor(key / 8);
        switch (key % 8) {
          case 0: {
            const value = varint(end);
            position = at;
            yield { number, value, start: at, end: at };
            break;
          }
          case 1:
            position = at + 8;
            if (position > end) throw new Malformed('it ends in the midst of a number');
            yield { number, value: Number.NaN, start: at, end: position };
            break;
          case 2: {
            const length = varint(end);
            const from = at;
            position = from + length;
            if (position > end)
              throw new Malformed(
                `a part of ${length} bytes begins where only ${end - from} bytes are left: it is truncated or no ONNX file`,
              );
            yield { number, value: Number.NaN, start: from, end: position };
            break;
          }
          case 5:
            position = at + 4;
            if (position > end) throw new Malformed('it ends in the midst of a number');
            yield { number, value: Number.NaN, start: at, end: position };
            break;
          default:
            throw new Malformed(`byte ${position} begins no field: it is no ONNX file`);
        }
      }
    },
    text: ({ start, end }) => decoder.decode(bytes.subarray(start, Math.min(end, start + 1_000))),
    *varints({ start, end, value }) {
      if (!Number.isNaN(value)) yield value;
      let position = start;
      while (position < end) {
        at = position;
        const next = varint(end);
        position = at;
        yield next;
      }
    },
  };
}
