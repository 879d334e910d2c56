import { z } from 'zod';

export const sourceName = z
  .string()
  .regex(/^[\w.:@-]{1,64}$/, 'expected 1 to 64 letters, digits or . : @ _ -')
  .describe('its name in ledger, quarantine and metrics');
