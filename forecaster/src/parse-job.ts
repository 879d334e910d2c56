import type { z } from 'zod';

/** A job of a queue comes from other processes: told in full what is wrong with it. */
export function parseJob<T>(schema: z.ZodType<T>, data: unknown): T {
  const parsed = schema.safeParse(data ?? {});
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map((issue) => `${issue.path.join('.') || 'job'}: ${issue.message}`);
  throw new Error(`the job cannot be understood: ${faults.join('; ')}`);
}
