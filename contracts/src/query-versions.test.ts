import { expect, it } from 'vitest';
import { migratedQuery, QUERY_VERSION } from './query-versions.js';
import { querySchema } from './queries.js';

it('understands queries that were saved before versions, and leaves new ones as they are', () => {
  const old = migratedQuery({ queryType: 'telemetry', assets: ['west'] });
  expect(old).toEqual({ kind: 'query', query: { queryType: 'telemetry', assets: ['west'], version: QUERY_VERSION } });
  expect(querySchema.safeParse(old.kind === 'query' ? old.query : undefined).success).toBe(true);
  const records = { queryType: 'records', type: 'orders', version: QUERY_VERSION };
  expect(migratedQuery(records)).toEqual({ kind: 'query', query: records });
});

it('says of a query of a newer Wellhead that it is newer, and of nonsense what was expected', () => {
  expect(migratedQuery({ queryType: 'ops', version: 7 })).toMatchObject({
    kind: 'refused',
    message: expect.stringContaining('newer Wellhead'),
  });
  expect(migratedQuery({ version: 'new' })).toMatchObject({ message: expect.stringContaining('found "new"') });
});
