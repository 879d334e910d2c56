/** Object ids of the element types, as in pg_type. */
const TYPES = { float4: { id: 700, bytes: 4 }, float8: { id: 701, bytes: 8 } } as const;

/** Dimensions, flags, element type, length and lower bound, 4 bytes each. */
const HEADER_BYTES = 20;
const LENGTH_BYTES = 4;

/**
 * Numbers as one array parameter in Postgres' binary format (`array_send` of its source), which a Buffer is sent as: text took the most of saving
 * forecasts, here and there. Rows take their slices of it. NaN stays NaN.
 */
export function binaryArray(type: keyof typeof TYPES, parts: readonly ArrayLike<number>[]): Buffer {
  const { id, bytes } = TYPES[type];
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  const buffer = Buffer.allocUnsafe(HEADER_BYTES + length * (LENGTH_BYTES + bytes));
  const view = new DataView(buffer.buffer, buffer.byteOffset, buffer.byteLength);
  view.setInt32(0, 1);
  view.setInt32(4, 0);
  view.setInt32(8, id);
  view.setInt32(12, length);
  view.setInt32(16, 1);
  let at = HEADER_BYTES;
  for (const part of parts)
    for (let place = 0; place < part.length; place += 1) {
      view.setInt32(at, bytes);
      if (bytes === 8) view.setFloat64(at + LENGTH_BYTES, part[place] as number);
      else view.setFloat32(at + LENGTH_BYTES, part[place] as number);
      at += LENGTH_BYTES + bytes;
    }
  return buffer;
}
