import { z } from 'zod';

/** A signal as people write it: `tms.current`. */
export const signalName = z.string().regex(/^[^.\s]+\.[^.\s]+$/, 'expected measurement.field');
/** A column of a table of a pack. */
export const columnName = z.string().regex(/^[a-z_][a-z0-9_]*$/);
