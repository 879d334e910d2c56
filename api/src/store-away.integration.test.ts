import { createServer } from 'node:http';
import type { Problem } from '@wellhead/contracts';
import { openMemoryStore, openPool } from '@wellhead/stores';
import express from 'express';
import { pino } from 'pino';
import { expect, it } from 'vitest';
import { createApi } from './index.js';

it('answers 503 in plain words when Postgres cannot be reached, and still says so on the first page', async () => {
  const pool = openPool('postgres://nobody:x@127.0.0.1:1/none', { max: 1 });
  const log = pino({ level: 'silent' });
  const app = express();
  app.use(
    createApi({
      stores: { telemetry: openMemoryStore(), pool, readOnlyPool: pool },
      // No route below touches the queue.
      jobs: { outcome: async () => undefined } as never,
      log,
      clock: () => 0,
      roleOf: () => 'viewer',
    }),
  );
  const server = createServer(app);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
  const refused = await fetch(`${url}/assets`);
  expect(refused.status).toBe(503);
  expect(((await refused.json()) as Problem).detail).toBe('A store cannot be reached now: try again later.');
  const sources = await fetch(`${url}/sources`);
  expect(sources.status).toBe(200);
  expect(await sources.json()).toMatchObject({
    sources: [],
    stores: [
      { store: 'postgres', reachable: false, reason: expect.stringContaining('ECONNREFUSED') as string },
      { store: 'memory', reachable: true },
    ],
  });
  await new Promise((resolve) => server.close(resolve));
  await pool.end();
});
