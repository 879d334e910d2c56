import { Type, tableFromIPC, type Field, type Vector } from 'apache-arrow';
import type { Frame, FrameField, FrameFieldConfig, FrameFieldType, FrameMeta, FrameValues } from '@wellhead/contracts';

const TYPES = new Map<Type, FrameFieldType>([
  [Type.Timestamp, 'time'],
  [Type.Float, 'number'],
  [Type.Utf8, 'string'],
  [Type.Bool, 'boolean'],
  [Type.Binary, 'json'],
]);

function typeOf(field: Field): FrameFieldType {
  if (field.metadata.get('tstype') === 'enum') return 'enum';
  if (field.type.typeId === Type.Int) return String(field.type).startsWith('U') ? 'unsigned' : 'integer';
  const type = TYPES.get(field.type.typeId as Type);
  if (!type)
    throw new TypeError(`Field ${field.name} has the Arrow type ${String(field.type)}, which no frame of ours has.`);
  return type;
}

/** Rows of a column whose Arrow values lie in a typed array, null where missing. */
function cellsOf<T extends number | bigint>(vector: Vector): (T | null)[] {
  return vector.data.flatMap((part) => {
    const values = part.values as ArrayLike<T>;
    return Array.from({ length: part.length }, (_, row) =>
      part.getValid(row) ? ((values[row] as T | undefined) ?? null) : null,
    );
  });
}

function valuesOf(type: FrameFieldType, vector: Vector): FrameValues {
  switch (type) {
    case 'time': {
      const cells = cellsOf<bigint>(vector);
      return cells.includes(null)
        ? cells.map((ns) => (ns === null ? null : Number(ns) / 1e6))
        : BigInt64Array.from(cells as bigint[]);
    }
    case 'number':
      return Float64Array.from(cellsOf<number>(vector), (value) => value ?? Number.NaN);
    case 'integer':
    case 'unsigned':
      return cellsOf<bigint>(vector);
    case 'enum':
      return cellsOf<number>(vector);
    case 'json':
      return Array.from(vector as Iterable<Uint8Array | null>, (bytes) =>
        bytes === null ? null : Buffer.from(bytes).toString('utf8'),
      );
    case 'string':
      return [...vector] as (string | null)[];
    case 'boolean':
      return [...vector] as (boolean | null)[];
    default:
      return type satisfies never;
  }
}

function fieldOf(field: Field, vector: Vector): FrameField {
  const type = typeOf(field);
  const labels = field.metadata.get('labels');
  const config = field.metadata.get('config');
  return {
    name: field.name,
    type,
    values: valuesOf(type, vector),
    ...(labels === undefined ? {} : { labels: JSON.parse(labels) as Record<string, string> }),
    ...(config === undefined ? {} : { config: JSON.parse(config) as FrameFieldConfig }),
  };
}

/** Reads a frame that `arrowFrame` wrote: for tests of a plugin, and for tools that look at answers. Throws for what is not such a frame. */
export function readArrowFrame(bytes: Uint8Array): Frame {
  const table = tableFromIPC(bytes);
  const { fields, metadata } = table.schema;
  const meta = metadata.get('meta');
  return {
    name: metadata.get('name') ?? '',
    refId: metadata.get('refId') ?? '',
    ...(meta === undefined ? {} : { meta: JSON.parse(meta) as FrameMeta }),
    fields: fields.map((field, at) => fieldOf(field, table.getChildAt(at) as Vector)),
  };
}
