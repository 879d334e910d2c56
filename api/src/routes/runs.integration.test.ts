import { FORECAST_QUEUE, flowQueue } from '@wellhead/contracts';
import { openRuns } from '@wellhead/stores';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ServedApi } from '../../testing/serve-api.js';
import { json, problem, serveExample } from '../../testing/serve-example.js';

let api: ServedApi;
beforeAll(async () => {
  api = await serveExample();
});
afterAll(() => api.close());

describe('runs and jobs', () => {
  it('queues a forecast and tells how the job stands', async () => {
    const taken = await api.ask('POST', '/forecasts/run', { pack: 'example' });
    expect(taken.status).toBe(202);
    const { id, queue, job } = await json<{ id: string; queue: string; job: string }>(taken);
    expect([queue, taken.headers.get('location')]).toEqual([FORECAST_QUEUE, `jobs/${job}`]);
    expect((await api.ask('POST', '/forecasts/run', { pack: 'example' })).status).toBe(409);
    expect(await json(await api.ask('GET', `/jobs/${job}`))).toEqual({ state: 'running' });
    const run = await openRuns(api.fixture.stores.pool).start({
      id,
      kind: 'forecast',
      name: 'example',
      reason: 'demand',
    });
    const progress = {
      phase: 'forecasts',
      phasesDone: 0,
      phases: 3,
      subject: null,
      done: 250,
      total: 1_000,
      of: 'forecasts',
      toldAtMs: 5,
    };
    await run.report({ progress });
    expect(await json(await api.ask('GET', `/jobs/${job}`))).toEqual({ state: 'running', progress });
    expect(await json(await api.ask('GET', '/runs?state=running'))).toMatchObject([{ id, progress }]);
    const done = new Promise(
      (resolve) =>
        void api.jobs.work(FORECAST_QUEUE, async ({ data }) => {
          resolve(data);
          return { runId: 'r1' };
        }),
    );
    expect(await done).toEqual({ reason: 'demand', pack: 'example', signals: [], asOfMs: [] });
    await api.jobs.sendAndWait(FORECAST_QUEUE, {}, { timeoutMs: 20_000 });
    expect(await json(await api.ask('GET', `/jobs/${queue}/${id}`))).toEqual({
      state: 'completed',
      output: { runId: 'r1' },
    });
    expect((await api.ask('GET', `/jobs/${queue}/nonsense`)).status).toBe(404);
  });

  it('queues a flow for the days named; an unknown one is told', async () => {
    const taken = await api.ask('POST', '/flows/daily/run', { fromDay: '2026-02-01', toDay: '2026-02-03' });
    expect(await json(taken)).toMatchObject({ queue: flowQueue('daily') });
    expect((await api.ask('POST', '/flows/daily/run')).status).toBe(202);
    const unknown = await api.ask('POST', '/flows/nightly/run');
    expect([unknown.status, (await problem(unknown)).detail]).toEqual([
      404,
      'There is no flow nightly: there are daily.',
    ]);
    expect((await api.ask('POST', '/flows/daily/run', { fromDay: 'monday' })).status).toBe(400);
    expect(await json(await api.ask('GET', '/flows'))).toMatchObject([{ pack: 'example', name: 'daily' }]);
  });

  it('shows runs and what they said', async () => {
    const run = await openRuns(api.fixture.stores.pool).start({ kind: 'flow', name: 'daily', reason: 'demand' });
    await run.log('info', 'load', 'rows loaded', { rows: 2 });
    await run.fail('disk full');
    expect(await json(await api.ask('GET', '/runs?kind=flow&limit=5'))).toMatchObject([
      { id: run.id, error: 'disk full' },
    ]);
    expect(await json(await api.ask('GET', `/runs/${run.id}`))).toMatchObject({ state: 'failed' });
    expect(await json(await api.ask('GET', `/runs/${run.id}/logs`))).toMatchObject([
      { step: 'load', fields: { rows: 2 } },
    ]);
    expect((await api.ask('GET', '/runs/none/logs')).status).toBe(404);
    expect((await api.ask('GET', '/runs?limit=many')).status).toBe(400);
  });
});
