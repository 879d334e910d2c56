import { FORECAST_QUEUE, FORECAST_SCHEDULES_SETTING, TRAINING_QUEUE, TRAINING_SETTING } from '@wellhead/contracts';
import { openRuns, writeSetting } from '@wellhead/stores';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestDatabase } from '../../stores/testing/database.js';
import { NOW, pack, sales } from '../testing/example-sales.js';
import { type ForecasterFixture, openForecaster, openForecasterFixture } from '../testing/forecaster-fixture.js';

describe('the forecaster', () => {
  let fixture: ForecasterFixture;
  beforeAll(async () => {
    fixture = await openForecasterFixture({ pack, clock: () => NOW, readings: sales() });
  });
  afterAll(() => fixture.close());

  it('follows the schedules of Settings while it runs', async () => {
    const crons = async () =>
      Object.fromEntries(
        (
          await fixture.database.pool.query<{ name: string; cron: string }>('select name, cron from pgboss.schedule')
        ).rows.map(({ name, cron }) => [name, cron]),
      );
    const forecasts = `${FORECAST_QUEUE}-paint`;
    const trainings = `${TRAINING_QUEUE}-schedule`;
    expect(await crons()).toMatchObject({ [forecasts]: '15 2 * * *', [trainings]: '20 4 * * 0' });
    await writeSetting(fixture.database.pool, FORECAST_SCHEDULES_SETTING, { everyMinutes: { paint: 30 } });
    await writeSetting(fixture.database.pool, TRAINING_SETTING, { cron: '0 5 * * 1', lessons: [] });
    await fixture.forecaster.followSettings();
    expect((await crons())[forecasts]).toBe('*/30 * * * *');
    expect(Object.keys(await crons())).not.toContain(trainings);
    await writeSetting(fixture.database.pool, FORECAST_SCHEDULES_SETTING, {});
    await writeSetting(fixture.database.pool, TRAINING_SETTING, {});
    await fixture.forecaster.followSettings();
    expect(await crons()).toMatchObject({ [forecasts]: '15 2 * * *', [trainings]: '20 4 * * 0' });
  });

  it('is scheduled for the pack, nightly', async () => {
    const { rows } = await fixture.database.pool.query<{ cron: string }>(
      `select cron from pgboss.schedule where name = $1`,
      [`${FORECAST_QUEUE}-paint`],
    );
    expect(rows).toEqual([{ cron: '15 2 * * *' }]);
  });

  it('tells how far a run has come, under the id of the job that was queued for it', async () => {
    const told: (string | undefined)[] = [];
    const id = (await fixture.jobs.send(FORECAST_QUEUE, { reason: 'demand', pack: 'paint' })) ?? '';
    const runs = openRuns(fixture.database.pool);
    for (;;) {
      const run = await runs.get(id);
      const { phase, done, total, of } = run?.progress ?? {};
      const line = phase && `${phase} ${done} of ${total} ${of}`;
      if (line !== undefined && told.at(-1) !== line) told.push(line);
      if (run && run.state !== 'running') break;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    expect(told[0]).toMatch(/^forecasts \d+ of 11 forecasts$/);
    expect((await runs.get(id))?.progress).toEqual({
      phase: 'forecasts',
      phasesDone: 3,
      phases: 3,
      subject: null,
      done: 11,
      total: 11,
      of: 'forecasts',
      toldAtMs: NOW,
    });
  });

  it('works the queue, and tells a sender what is wrong with a job', async () => {
    const done = await fixture.jobs.sendAndWait(
      FORECAST_QUEUE,
      { reason: 'feed', pack: 'paint' },
      { timeoutMs: 30_000 },
    );
    expect(done).toMatchObject({ kind: 'completed', output: { forecasts: 9 } });
    const refused = await fixture.jobs.sendAndWait(FORECAST_QUEUE, { reason: 'mood' }, { timeoutMs: 30_000 });
    expect(refused).toMatchObject({ kind: 'failed', reason: expect.stringMatching(/reason: .*schedule/) });
  });
});

describe('a forecaster that starts', () => {
  it('marks the runs that a dead one left running', async () => {
    const database = await openTestDatabase();
    const runs = openRuns(database.pool);
    const left = await runs.start({ kind: 'forecast', name: 'all', reason: 'demand' });
    const running = await openForecaster(database, { clock: () => NOW });
    expect(await runs.get(left.id)).toMatchObject({ state: 'failed', error: expect.stringMatching(/was stopped/) });
    await running.close();
    await database.close();
  });
});
