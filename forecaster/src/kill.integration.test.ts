import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { ANOMALY_MEASUREMENT, batchOf, nsFromMs, type ForecastJobInput } from '@wellhead/contracts';
import {
  anomalyStates,
  installPack,
  openDuckDbStore,
  openJobs,
  openMemoryStore,
  openRuns,
  type TelemetryStore,
} from '@wellhead/stores';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openTestDatabase, type TestDatabase } from '../../stores/testing/database.js';
import { HALF_WAY, INSTANTS, SHOPS, SHOPS_NOW, shopSales, shopsPack } from '../testing/many-shops.js';
import { openScorer, type Scorer } from './anomaly/score-readings.js';
import { openReadingsWatch } from './anomaly/watch-readings.js';
import { FORECAST_MEASUREMENT } from './run/vintages.js';
import { startForecaster } from './start-forecaster.js';

const log = pino({ level: 'silent' });
const READINGS = shopSales();
const BEFORE = READINGS.filter(({ timeNs }) => timeNs < nsFromMs(HALF_WAY));

let folder = '';
let database: TestDatabase;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'wellhead-kill-'));
  database = await openTestDatabase({ packs: [shopsPack] });
  await installPack(database.pool, shopsPack);
});
afterEach(async () => {
  await database.close();
  await rm(folder, { recursive: true, force: true });
});

const file = (): string => path.join(folder, 'telemetry.duckdb');

/** Runs the process until its own kill -9. */
async function killed(task: string, when: 'before' | 'after', write: number): Promise<void> {
  const script = fileURLToPath(new URL('../testing/until-killed.ts', import.meta.url));
  const child = spawn(process.execPath, ['--import', 'tsx', script, task, when, String(write), database.url, file()], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  expect(await once(child, 'exit')).toEqual([null, 'SIGKILL']);
}

async function fill(readings: typeof READINGS): Promise<void> {
  const store = await openDuckDbStore({ file: file() });
  await store.write(batchOf([...readings]));
  await store.close();
}

/** Everything of a measurement: `time value` by series. */
async function allOf(telemetry: TelemetryStore, measurement: string): Promise<ReadonlyMap<string, readonly string[]>> {
  const found = await telemetry.read({
    selector: { measurement },
    fromNs: 0n,
    toNs: nsFromMs(SHOPS_NOW + 1e9),
    shape: { kind: 'raw' },
  });
  return new Map(
    found
      .map(
        ({ series, timeNs, values }) => [series.key, Array.from(timeNs, (at, row) => `${at} ${values[row]}`)] as const,
      )
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}

describe('a scoring process that is killed in the middle of its work', { timeout: 300_000 }, () => {
  const countingScorer = (): Scorer & { scored(): number } => {
    const scorer = openScorer();
    let scored = 0;
    return {
      scored: () => scored,
      score: (request) => {
        for (const { values } of request.channels) scored += values.length;
        return scorer.score(request);
      },
      close: scorer.close,
    };
  };

  /** Scores of the same readings, come at once or in halves, by a process that nothing happens to. */
  async function undisturbed(halves: boolean): Promise<ReadonlyMap<string, readonly string[]>> {
    const telemetry = openMemoryStore();
    await telemetry.write(batchOf([...(halves ? BEFORE : READINGS)]));
    const other = await openTestDatabase({ packs: [shopsPack] });
    await installPack(other.pool, shopsPack);
    const scorer = openScorer();
    const stores = { telemetry, pool: other.pool };
    let nowMs = halves ? HALF_WAY : SHOPS_NOW;
    const watch = await openReadingsWatch({ stores, scorer, clock: () => nowMs });
    await watch.look('past');
    if (halves) await telemetry.write(batchOf([...READINGS]));
    nowMs = SHOPS_NOW;
    await watch.look('past');
    await scorer.close();
    await other.close();
    return allOf(telemetry, ANOMALY_MEASUREMENT);
  }

  const cases = [
    { task: 'score-first', when: 'after', write: 1, title: 'before any state was saved' },
    { task: 'score-second', when: 'before', write: 1, title: 'with scores made and not written' },
    { task: 'score-second', when: 'after', write: 1, title: 'with scores written and their states not saved' },
  ] as const;
  it.each(cases)(
    '$title: after a restart no score is missing, none is other, and none is written twice',
    async (one) => {
      await fill(one.task === 'score-first' ? READINGS : BEFORE);
      await killed(one.task, one.when, one.write);
      const states = await anomalyStates(database.pool);
      expect(states).toHaveLength(one.task === 'score-first' ? 0 : SHOPS);

      const store = await openDuckDbStore({ file: file() });
      const ofAll = { measurement: ANOMALY_MEASUREMENT, field: 'z' };
      const stood = await store.count(ofAll);
      const scorer = countingScorer();
      const watch = await openReadingsWatch({
        stores: { telemetry: store, pool: database.pool },
        scorer,
        clock: () => SHOPS_NOW,
      });
      const written = await watch.look('past');
      const wanted = await undisturbed(one.task === 'score-second');
      const found = await allOf(store, ANOMALY_MEASUREMENT);
      expect(found).toEqual(wanted);
      const count = await store.count(ofAll);
      expect(written).toBe(count - stood);
      // Every state was of the first half: what lies before it is not scored again.
      const afterStates = READINGS.filter(({ series, timeNs }) =>
        states.some(({ tags, timeNs: at }) => tags['asset'] === series.tags['asset'] && timeNs > at),
      );
      if (states.length > 0) expect(scorer.scored()).toBe(afterStates.length);
      expect(states.every(({ timeNs }) => timeNs < nsFromMs(HALF_WAY))).toBe(true);
      expect(await watch.look('past')).toBe(0);
      await scorer.close();
      await store.close();
    },
  );
});

describe('a forecast run that is killed while it publishes', { timeout: 300_000 }, () => {
  const job: ForecastJobInput = { reason: 'demand', pack: 'shops', asOfMs: [...INSTANTS] };

  /** What the run left: vintages, their judgements and back-tests, and the copy in telemetry. */
  async function left(telemetry: TelemetryStore): Promise<object> {
    const ask = async (text: string): Promise<readonly object[]> => (await database.pool.query<object>(text)).rows;
    return {
      vintages: await ask(
        'select asset, model, issued_at, champion, mean, q10, q90, calibrated from ops.forecasts order by asset, issued_at, model',
      ),
      judged: await ask(
        'select asset, model, issued_at, champion, n, absolute_error, hits_80, settled, corrections from ops.vintage_scores order by asset, issued_at, model',
      ),
      scores: await ask(
        'select asset, model, scored_at, mase, champion from ops.scores order by asset, scored_at, model',
      ),
      copy: await allOf(telemetry, FORECAST_MEASUREMENT),
    };
  }

  it('is done again by the next start: every vintage once, judged once, as if nothing had happened', async () => {
    await fill(READINGS);
    await killed('forecast', 'before', 2);
    const before = await database.pool.query<{ n: number }>(
      'select count(*)::int as n from ops.forecasts where champion',
    );
    expect(before.rows[0]?.n).toBeGreaterThan(0);
    expect(before.rows[0]?.n).toBeLessThan(SHOPS * INSTANTS.length);
    expect(await openRuns(database.pool).list({ kind: 'forecast' })).toMatchObject([{ state: 'running' }]);

    const telemetry = await openDuckDbStore({ file: file() });
    const jobs = await openJobs(database.url, log);
    const stores = { telemetry, pool: database.pool };
    const forecaster = await startForecaster({ stores, jobs, log, clock: () => SHOPS_NOW, workers: 1 });
    expect(await openRuns(database.pool).list({ kind: 'forecast' })).toMatchObject([{ state: 'failed' }]);
    expect(await forecaster.run(job)).toMatchObject({ forecasts: SHOPS * INSTANTS.length, skipped: 0 });
    const found = await left(telemetry);
    await database.pool.query('truncate ops.forecasts, ops.vintage_scores, ops.scores, ops.decompositions');
    const other = openMemoryStore();
    await other.write(batchOf([...READINGS]));
    const quiet = await startForecaster({
      stores: { telemetry: other, pool: database.pool },
      jobs,
      log,
      clock: () => SHOPS_NOW,
      workers: 1,
    });
    await quiet.run(job);
    expect(found).toEqual(await left(other));
    await jobs.close();
    await Promise.all([forecaster.close(), quiet.close()]);
    await telemetry.close();
  });
});
