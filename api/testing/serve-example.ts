import type { Pack, Problem } from '@wellhead/contracts';
import { installPack } from '@wellhead/stores';
import { examplePack } from '../../stores/testing/example-pack.js';
import { NOW_MS } from '../../stores/testing/query-fixture.js';
import { serveApi, type ServedApi } from './serve-api.js';

/** The hour before now. */
export const RANGE = { from: NOW_MS - 3_600_000, to: NOW_MS };

export const json = async <T>(response: Response): Promise<T> => (await response.json()) as T;
export const problem = (response: Response): Promise<Problem> => json<Problem>(response);

/** The example pack with a flow. */
export const packWithFlow: Pack = {
  ...examplePack,
  manifest: {
    ...examplePack.manifest,
    flows: [
      {
        name: 'daily',
        title: 'Daily',
        timeoutMs: 1_000,
        retries: 0,
        steps: [{ kind: 'sql', name: 'load', file: 'load.sql' }],
      },
    ],
  },
};

/** The API over the example pack with a flow, two readings and a forecast that breaches its limit. */
export async function serveExample(...options: Parameters<typeof serveApi>): Promise<ServedApi> {
  const api = await serveApi(...options);
  await installPack(api.fixture.stores.pool, packWithFlow);
  await api.fixture.write('temperature', { 5: 101, 1: 102.5 });
  await api.fixture.issue(30, [100, 131]);
  return api;
}
