import { expect, it } from 'vitest';
import { apiPaths } from './api-paths.js';
import { apiRoutes } from './api-routes.js';

const text = JSON.stringify(apiPaths);

it('describes every route that is served, with its answer and its role', () => {
  for (const { method, path, status, role } of apiRoutes) {
    const operation = apiPaths[`/api/v1${path}`]?.[method];
    expect(operation, `${method} ${path}`).toMatchObject({
      description: `Least role: ${role}.`,
      responses: { [String(status)]: { content: { 'application/json': { schema: expect.anything() as object } } } },
    });
  }
});

it('says what each query type takes', () => {
  for (const queryType of [
    'telemetry',
    'forecast',
    'margin',
    'breach',
    'anomaly',
    'age',
    'records',
    'mart',
    'scorecard',
    'decomposition',
    'ops',
  ])
    expect(text).toContain(`"const":"${queryType}"`);
});

it('refers to nothing but the problem schema', () => {
  const references = [...text.matchAll(/"\$ref":"([^"]+)"/g)].map(([, reference]) => reference);
  expect(new Set(references)).toEqual(new Set(['#/components/schemas/Problem']));
});

it('names path and query parameters', () => {
  expect(apiPaths['/api/v1/runs/{id}/logs']?.['get']).toMatchObject({
    parameters: [{ name: 'id', in: 'path', required: true }],
  });
  expect(apiPaths['/api/v1/signals']?.['get']).toMatchObject({
    parameters: [{ name: 'asset', in: 'query', required: false }, { name: 'signal' }],
  });
});
