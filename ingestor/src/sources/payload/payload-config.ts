import { z } from 'zod';
import { PRECISIONS } from '../../domain/decoded.js';

const name = (reason: string) => z.string().min(1).optional().describe(reason);
const precision = (fallback: (typeof PRECISIONS)[number]) =>
  z.enum(PRECISIONS).default(fallback).describe('unit of times that are whole numbers');

/** What a payload does not say itself. */
const labels = {
  asset: name('the asset of every reading'),
  measurement: name('the measurement of every reading'),
  field: name('the field of a payload that is one value'),
  tags: z.record(z.string().min(1), z.string().min(1)).default({}).describe('tags beside the asset'),
};

/** Which members of a JSON object say what. Members that are not named here are fields, unless `value` is. */
export const membersSchema = z.strictObject({
  time: z.string().min(1).default('time'),
  asset: name('member that names the asset'),
  measurement: name('member that names the measurement'),
  field: name('member that names the field of `value`'),
  value: name('member that holds the one value: rows of the form time, asset, field, value'),
  tag: name(
    'member that names a tag, which the map of tags turns into asset, measurement and field: rows of the form time, tag, value',
  ),
  tags: z.array(z.string().min(1)).default([]).describe('members that are tags'),
});

/** How to read payloads; `extra` is what chooses the payloads (a topic). */
export const payloadSchema = <E extends z.ZodRawShape>(extra: E) =>
  z.discriminatedUnion('format', [
    z.strictObject({ ...extra, format: z.literal('number'), ...labels }),
    z.strictObject({
      ...extra,
      format: z.literal('json'),
      ...labels,
      members: membersSchema.prefault({}),
      precision: precision('ms'),
    }),
    z.strictObject({ ...extra, format: z.literal('lines'), precision: precision('ns') }),
    z.strictObject({ ...extra, format: z.literal('points'), precision: precision('ms') }),
    z.strictObject({ ...extra, format: z.literal('records'), recordType: z.string().min(1) }),
  ]);
export type PayloadConfig = z.infer<ReturnType<typeof payloadSchema<Record<never, never>>>>;
