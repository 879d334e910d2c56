import { ProblemError, type ProblemPlace } from '@wellhead/contracts';
import { z } from 'zod';

const shown = (value: unknown): string => {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? 'nothing');
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
};

const at = (value: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>(
    (part, key) =>
      typeof part === 'object' && part !== null ? (part as Record<PropertyKey, unknown>)[key] : undefined,
    value,
  );

/** Parses input at the edge; throws one `bad-request` that names every place, what was found there and what is expected. */
export function parseInput<T>(schema: z.ZodType<T>, input: unknown, where: string): T {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  const places = parsed.error.issues.map((issue): ProblemPlace => ({
    field: issue.path.map(String).join('.') || where,
    found: shown(at(input, issue.path)),
    reason: issue.message,
  }));
  const told = places.map(({ field, found, reason }) => `${field}: ${reason} (found ${found})`).join('; ');
  throw new ProblemError('bad-request', `The ${where} cannot be used: ${told}.`, { places });
}

/** A query parameter that may come once or several times. */
export const listParameter = z
  .union([z.string(), z.array(z.string())])
  .optional()
  .transform((value): string[] => (value === undefined ? [] : [value].flat()));

/** A whole number in a query parameter. */
export const numberParameter = z
  .string()
  .regex(/^-?\d+$/, 'expected a whole number')
  .transform(Number);
