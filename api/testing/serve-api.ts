import { createServer } from 'node:http';
import express from 'express';
import { pino } from 'pino';
import type { Jobs } from '@wellhead/stores';
import { openJobs, openMemoryStore } from '@wellhead/stores';
import { NOW_MS, openQueryFixture, type QueryFixture } from '../../stores/testing/query-fixture.js';
import { type ApiOptions, createApi } from '../src/index.js';

export interface ServedApi {
  readonly fixture: QueryFixture;
  readonly jobs: Jobs;
  readonly url: string;
  /** Asks below /api/v1 as an admin unless headers say otherwise. */
  ask(method: string, path: string, body?: unknown, headers?: Readonly<Record<string, string>>): Promise<Response>;
  close(): Promise<void>;
}

export const TOKEN = 'test-token';

/** The API on a loopback port over a real Postgres with the example pack; the clock stands at NOW_MS. `extend` serves more beside it. */
export async function serveApi(
  more: Partial<ApiOptions> = {},
  extend: (app: express.Express) => void = () => undefined,
): Promise<ServedApi> {
  const telemetry = openMemoryStore();
  const fixture = await openQueryFixture(telemetry);
  const log = pino({ level: 'silent' });
  const jobs = await openJobs(fixture.stores.pool, log);
  const app = express();
  app.use(
    '/api/v1',
    createApi({
      stores: fixture.stores,
      jobs,
      log,
      clock: () => NOW_MS,
      token: TOKEN,
      loopbackRole: 'viewer',
      ...more,
    }),
  );
  extend(app);
  const server = createServer(app);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}/api/v1`;
  return {
    fixture,
    jobs,
    url,
    ask: (method, path, body, headers = {}) =>
      fetch(url + path, {
        method,
        headers: {
          authorization: `Bearer ${TOKEN}`,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      }),
    close: async () => {
      await new Promise((resolve) => server.close(resolve));
      await jobs.close();
      await fixture.close();
    },
  };
}
