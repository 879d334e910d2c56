import { z } from 'zod';

/** Paths of an OpenAPI document, as each part of the service hands its own in. */
export type OpenApiPaths = Readonly<Record<string, unknown>>;

export const jsonSchema = (schema: z.ZodType): Record<string, unknown> => {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  return rest;
};

export const problem = (description: string) => ({
  description,
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
});
/** A JSON object that is described in words. */
export const json = (description: string) => ({
  description,
  content: { 'application/json': { schema: { type: 'object' } } },
});

export const pathParameter = (name: string) => ({ name, in: 'path', required: true, schema: { type: 'string' } });
export const queryParameter = (name: string, description: string, isRequired: boolean, values?: readonly string[]) => ({
  name,
  in: 'query',
  required: isRequired,
  description,
  schema: { type: 'string', ...(values ? { enum: values } : {}) },
});
/** Members of a query as parameters. */
export function queryParameters(schema: z.ZodObject): readonly unknown[] {
  const { properties = {}, required = [] } = jsonSchema(schema) as {
    properties?: Record<string, unknown>;
    required?: readonly string[];
  };
  return Object.entries(properties).map(([name, each]) => ({
    name,
    in: 'query',
    required: required.includes(name),
    schema: each,
  }));
}

export const known = { '401': problem('A valid token is required'), '403': problem('The token lacks the scope') };
/** What a write is refused with, whatever its form. */
export const refusals = {
  ...known,
  '400': problem('Refused in whole or in part; what was refused is told by place and kept in quarantine'),
  '413': problem('The body is too large'),
  '429': problem('The token has sent more than it may: send again after Retry-After'),
  '503': problem('Intake is full or a store is needed and away: send again after Retry-After'),
  '507': problem('The disk of the spool is full'),
};
export const kept = { '204': { description: 'Durable: acknowledged and on disk' } };
