import { createApi } from '@wellhead/api';
import { flowQueue, HELLO_FLOW } from '@wellhead/contracts';
import { openJobs } from '@wellhead/stores';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pino } from 'pino';
import { afterEach, describe, expect, it } from 'vitest';
import { listen } from '../../cli/testing/listen.js';
import { openIngestorFixture, TEST_TOKEN } from '../../ingestor/testing/ingestor-fixture.js';

const log = pino({ level: 'silent' });

describe('wellhead doctor', () => {
  const closers: (() => Promise<unknown>)[] = [];
  afterEach(async () => {
    for (const close of closers.splice(0).reverse()) await close();
  });

  /** An ingestor with the API on a real Postgres; nobody works flows. */
  async function startWithoutWorkers() {
    const fixture = await openIngestorFixture();
    closers.push(() => fixture.close());
    const { pool, url } = fixture.database;
    const jobs = await openJobs(pool, log);
    closers.push(() => jobs.close());
    const stores = { telemetry: fixture.telemetry, pool, readOnlyPool: pool };
    const api = createApi({ stores, jobs, log, clock: Date.now, token: TEST_TOKEN });
    await fixture.restart({ extend: (app) => app.use('/api/v1', api) });
    const settings = {
      WELLHEAD_URL: fixture.ingestor.url,
      WELLHEAD_TOKEN: TEST_TOKEN,
      DATABASE_URL: url,
      WELLHEAD_DATA_DIR: fixture.dir,
      WELLHEAD_PACKS: '',
    };
    return { jobs, settings };
  }

  it('says in words that no worker took the hello flow and what to do, within the time given', async () => {
    const { settings } = await startWithoutWorkers();
    const { exitCode, said } = await listen(settings, 'doctor', '--timeout', '0.5');
    expect(exitCode).toBe(1);
    expect(said).toMatch(/BAD +flow worker +no worker took the hello flow within 0\.5 s/);
    expect(said).toContain('flow worker: Start the pipelines (docker compose up -d pipelines');
    // Everything else was looked at as well.
    for (const what of ['Postgres', 'migrations', 'spool', 'ledger', 'writes'])
      expect(said).toMatch(new RegExp(`ok +${what}`));
  });

  it('waits for the worker that says hello', async () => {
    const { jobs, settings } = await startWithoutWorkers();
    await jobs.work(flowQueue(HELLO_FLOW), async () => ({ hello: 'pipelines', atMs: Date.now() }));
    expect((await listen(settings, 'doctor', '--timeout', '60')).said).toMatch(/ok +flow worker +pipelines said hello/);
  });

  it('does not wait for a service that takes requests and never answers', async () => {
    const server = createServer(() => undefined);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    closers.push(
      () =>
        new Promise<void>((resolve) => {
          server.closeAllConnections();
          server.close(() => resolve());
        }),
    );
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const { exitCode, said } = await listen({ WELLHEAD_URL: url, WELLHEAD_DATA_DIR: '/nowhere' }, 'doctor');
    expect(exitCode).toBe(3);
    expect(said).toContain(`nothing answers at ${url}`);
  });
});
