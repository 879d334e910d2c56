import { z } from 'zod';
import { secretSchema } from '../secret.js';

/** How to ask a server of other people: with a token, not too often, and again when it fails. */
export const askingSchema = {
  token: secretSchema.optional().describe('sent as Authorization: Bearer'),
  headers: z.record(z.string().min(1), z.union([z.string(), secretSchema])).default({}),
  requestsPerMinute: z.number().positive().default(60),
  timeoutSeconds: z.number().positive().default(30).describe('to the answer, and between two pieces of it'),
  attempts: z
    .number()
    .int()
    .min(1)
    .default(5)
    .describe('of one request, with growing pauses; then it waits for its schedule'),
};
