import { mappingNameSchema } from '@wellhead/contracts';
import { z } from 'zod';
import { sourceName } from '../source-name.js';

export const folderSourceSchema = z.strictObject({
  kind: z.literal('folder'),
  name: sourceName.describe('its name in ledger, archive and quarantine, whatever its mappings say'),
  path: z
    .string()
    .min(1)
    .describe('the folder that files are dropped into; what lies in its subfolders is not looked at'),
  files: z
    .array(
      z.strictObject({
        match: z.string().min(1).describe('names of files; * stands for any text'),
        mapping: mappingNameSchema.describe('name of the mapping that reads them'),
      }),
    )
    .min(1)
    .describe('the first that matches counts'),
  lookEverySeconds: z.number().positive().default(2).describe('between two looks into the folder'),
  stableSeconds: z
    .number()
    .nonnegative()
    .default(5)
    .describe('a file is read when its size and time have not changed for so long: before that it may be half written'),
});
export type FolderSourceConfig = z.infer<typeof folderSourceSchema>;
