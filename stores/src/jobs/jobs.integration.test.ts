import { pino } from 'pino';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openTestDatabase, type TestDatabase } from '../../testing/database.js';
import { openJobs, type Jobs } from './jobs.js';

let database: TestDatabase;
let jobs: Jobs;
beforeAll(async () => {
  database = await openTestDatabase();
  jobs = await openJobs(database.url, pino({ level: 'silent' }));
});
afterAll(async () => {
  await jobs.close();
  await database.close();
});

it('gives a job to its worker and the output to who waits', async () => {
  await jobs.work('double', async (job) => ({ twice: (job.data as { n: number }).n * 2 }));
  const outcome = await jobs.sendAndWait('double', { n: 21 }, { timeoutMs: 20_000 });
  expect(outcome).toMatchObject({ kind: 'completed', output: { twice: 42 } });
});

it('tries again as often as asked, then tells the reason', async () => {
  const attempts: number[] = [];
  await jobs.work('fails', async (job) => {
    attempts.push(job.attempt);
    throw new Error(`no luck ${job.attempt}`);
  });
  const outcome = await jobs.sendAndWait('fails', {}, { timeoutMs: 30_000, retries: 1, retryDelaySeconds: 0 });
  expect(outcome).toMatchObject({ kind: 'failed', reason: 'no luck 2' });
  expect(attempts).toEqual([1, 2]);
});

it('takes a job with a key once while it waits or runs', async () => {
  const ids = await Promise.all([1, 2, 3].map((n) => jobs.send('once', { n }, { onceKey: 'nightly' })));
  expect(ids.filter((id) => id !== undefined)).toHaveLength(1);
  expect(await jobs.send('once', {}, { onceKey: 'other' })).toBeDefined();
  expect(await jobs.sendAndWait('once', {}, { onceKey: 'nightly', timeoutMs: 1 })).toEqual({ kind: 'already-queued' });
  const id = ids.find((one) => one !== undefined) ?? '';
  expect(await jobs.outcome('once', id)).toEqual({ kind: 'still-running', id });
});

it('keeps a job for the next process when this one ends', async () => {
  const id = (await jobs.send('later', { n: 1 })) ?? '';
  const next = await openJobs(database.url, pino({ level: 'silent' }));
  const seen = new Promise((resolve) => void next.work('later', async (job) => resolve(job.id)));
  expect(await seen).toBe(id);
  await next.close();
  expect(await jobs.outcome('later', id)).toMatchObject({ kind: 'completed' });
});

it('keeps a schedule in Postgres and refuses what is not cron', async () => {
  await jobs.schedule('nightly', '15 2 * * *', { reason: 'schedule' });
  await jobs.schedule('nightly', '30 2 * * *', { reason: 'schedule' });
  const { rows } = await database.pool.query('select name, cron, timezone, data from pgboss.schedule');
  expect(rows).toEqual([{ name: 'nightly', cron: '30 2 * * *', timezone: 'UTC', data: { reason: 'schedule' } }]);
  await expect(jobs.schedule('nightly', 'every night')).rejects.toThrow();
  await jobs.unschedule('nightly');
  expect((await database.pool.query('select from pgboss.schedule')).rowCount).toBe(0);
});

it('writes how a job ended once the database answers again, and lives until then', async () => {
  let refusals = 0;
  // The database is away whenever an outcome is first written.
  const away = new Proxy(database.pool, {
    get(pool, name) {
      if (name !== 'query') return Reflect.get(pool, name, pool) as unknown;
      return (text: string, values: unknown[]) => {
        if (!text.includes('$3::jsonb') || !text.includes('UNNEST') || refusals >= 4) return pool.query(text, values);
        refusals += 1;
        return Promise.reject(new Error('timeout exceeded when trying to connect'));
      };
    },
  });
  const others = await openJobs(away, pino({ level: 'silent' }));
  await others.work('ends', () => Promise.resolve({ done: true }));
  expect(await others.sendAndWait('ends', {}, { timeoutMs: 20_000 })).toMatchObject({ output: { done: true } });
  expect(refusals).toBe(4);
  await others.close();
});

it('lets nobody wait for a job once it is closed', async () => {
  const closing = await openJobs(database.url, pino({ level: 'silent' }));
  const waited = closing.sendAndWait('nobody-works-this', {}, { timeoutMs: 600_000 });
  await expect
    .poll(async () => (await database.pool.query(`select from pgboss.job where name = 'nobody-works-this'`)).rowCount)
    .toBe(1);
  await closing.close();
  expect(await waited).toMatchObject({ kind: 'failed', reason: 'the process stopped before the job was done' });
});
