import { mappingNameSchema } from '@wellhead/contracts';
import { z } from 'zod';
import { askingSchema } from '../asking/asking-config.js';
import { scheduleSchema } from '../schedule/schedule.js';
import { sourceName } from '../source-name.js';

export const remoteFileSourceSchema = z.strictObject({
  kind: z.literal('remote-file'),
  name: sourceName,
  url: z.url({ protocol: /^https?$/, error: 'expected http:// or https://' }),
  ...askingSchema,
  schedule: scheduleSchema,
  mapping: mappingNameSchema
    .optional()
    .describe('name of the mapping that reads it; without one it is kept in the raw archive as it is'),
  fileName: z
    .string()
    .regex(/^[^/\\\p{Cc}]{1,255}$/u, 'expected the name of a file, without its folders')
    .optional()
    .describe('default: the last part of the address'),
});
export type RemoteFileConfig = z.infer<typeof remoteFileSourceSchema>;
