import type { RecordType } from '@wellhead/contracts';
import { z } from 'zod';

/** A column of a record type, as its JSON Schema tells. */
export interface RecordColumn {
  readonly name: string;
  /** JSON type without null: string, number, integer, boolean, array, object. */
  readonly type: string;
  readonly format?: string;
  readonly description?: string;
  readonly required: boolean;
}

const propertySchema = z.object({
  type: z.union([z.string(), z.array(z.string())]).default('string'),
  format: z.string().optional(),
  description: z.string().optional(),
});
/** The part of a record's JSON Schema that names its columns. */
export const recordShapeSchema = z.object({
  properties: z.record(z.string().regex(/^[a-z_][a-z0-9_]*$/), propertySchema),
  required: z.array(z.string()).default([]),
});

/** Columns in the order of the schema. Throws for a schema without properties; `loadPack` tells that before. */
export function recordColumns(recordType: RecordType): readonly RecordColumn[] {
  const shape = recordShapeSchema.parse(recordType.schema);
  return Object.entries(shape.properties).map(([name, property]) => ({
    name,
    type: [property.type].flat().find((type) => type !== 'null') ?? 'string',
    ...(property.format === undefined ? {} : { format: property.format }),
    ...(property.description === undefined ? {} : { description: property.description }),
    required: shape.required.includes(name),
  }));
}
