import { z } from 'zod';
import { apiRoutes } from './api-routes.js';
import type { Route } from './http/route.js';

const jsonSchema = (schema: z.ZodType, io: 'input' | 'output'): Record<string, unknown> => {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any', reused: 'inline' });
  return rest;
};

const problem = (description: string): object => ({
  description,
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
});

function parametersOf({ path, query }: Route): object[] {
  const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }));
  if (query === undefined) return inPath;
  const { properties = {}, required = [] } = jsonSchema(query, 'input') as {
    properties?: Record<string, { description?: string }>;
    required?: string[];
  };
  const inQuery = Object.entries(properties).map(([name, { description, ...schema }]) => ({
    name,
    in: 'query',
    required: required.includes(name),
    ...(description === undefined ? {} : { description }),
    schema,
  }));
  return [...inPath, ...inQuery];
}

function operationOf(route: Route): object {
  const parameters = parametersOf(route);
  const answer = route.answer === undefined ? undefined : jsonSchema(route.answer, 'output');
  return {
    summary: route.summary,
    description: `Least role: ${route.role}.`,
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(route.body === undefined
      ? {}
      : {
          requestBody: {
            required: !route.body.safeParse(undefined).success,
            content: { 'application/json': { schema: jsonSchema(route.body, 'input') } },
          },
        }),
    responses: {
      [String(route.status)]: {
        description: route.status === 202 ? 'Taken; it runs as a job' : 'Done',
        ...(answer === undefined ? {} : { content: { 'application/json': { schema: answer } } }),
      },
      '400': problem('Something in the request cannot be used; each place is named'),
      '401': problem('A valid token is required'),
      ...(route.role === 'viewer' ? {} : { '403': problem('The role does not allow this') }),
      ...(route.path.includes('{') ? { '404': problem('There is nothing of this name') } : {}),
      '503': problem('A store cannot be reached'),
    },
  };
}

/** The API's part of the OpenAPI 3.1 document; its problems refer to `#/components/schemas/Problem`. */
export const apiPaths: Readonly<Record<string, Readonly<Record<string, object>>>> = (() => {
  const paths: Record<string, Record<string, object>> = {};
  for (const route of apiRoutes) (paths[`/api/v1${route.path}`] ??= {})[route.method] = operationOf(route);
  return paths;
})();
