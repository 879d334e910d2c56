import { z } from 'zod';

/** Tags: names that historians and control systems give to values, `TK-101.RON`. A map says which signal of ours each one is. */

export const tagNameSchema = z.string().min(1).max(255).describe('name of a tag in the system that it comes from');

export const tagMappingSchema = z.strictObject({
  tag: tagNameSchema,
  asset: z.string().min(1).max(255),
  measurement: z.string().min(1).max(255),
  field: z.string().min(1).max(255),
  unit: z
    .string()
    .max(50)
    .default('')
    .describe('unit of its values, where it is not that of the signal: they are converted on the way in'),
});
export type TagMapping = z.infer<typeof tagMappingSchema>;

/** A mapping as it holds now, and who set it. */
export const tagInForceSchema = tagMappingSchema.extend({
  pack: z.string().describe('pack that brought it; empty: a person'),
  changedBy: z.string(),
  changedAtMs: z.number(),
});
export type TagInForce = z.infer<typeof tagInForceSchema>;

/** A change of the map of tags; `mapping` null: the tag is not watched any more. */
export const tagChangeSchema = z.object({
  tag: z.string(),
  mapping: tagMappingSchema.omit({ tag: true }).nullable(),
  changedBy: z.string(),
  changedAtMs: z.number(),
});
export type TagChange = z.infer<typeof tagChangeSchema>;

/** A tag that came and is not mapped yet. */
export const unmappedTagSchema = z.object({
  tag: z.string(),
  newestAtMs: z.number(),
  newestValue: z.union([z.number(), z.string(), z.boolean()]),
});
export type UnmappedTag = z.infer<typeof unmappedTagSchema>;

/** Where values of tags that nobody has mapped are kept, each as a field under its own name. */
export const UNMAPPED = { measurement: 'unmapped', asset: 'unmapped' } as const;
