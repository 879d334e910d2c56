import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { setTimeout as delay } from 'node:timers/promises';
import { batchOf, nsFromMs, signalId, type RegisteredModel } from '@wellhead/contracts';
import { forecastVintages, installPack, latestScores, openModelRegistry, openRuns } from '@wellhead/stores';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestDatabase } from '../../../stores/testing/database.js';
import { isLate, SHOPS, SHOPS_NOW, shopSales, shopsPack } from '../../testing/many-shops.js';
import { type ForecasterFixture, openForecaster, openForecasterFixture } from '../../testing/forecaster-fixture.js';
import { HELD_OUT_CYCLES } from './read-pools.js';

const WEEK = 7 * 86_400_000;
const KINDS = ['mlp', 'n-beats', 'ridge'];
const readings = shopSales();

const clock = () => SHOPS_NOW;

describe('a training', { timeout: 120_000 }, () => {
  let fixture: ForecasterFixture;
  let network: RegisteredModel;
  beforeAll(async () => {
    fixture = await openForecasterFixture({ pack: shopsPack, clock, readings });
  });
  afterAll(() => fixture.close());

  it('makes candidates of both networks, tries them on weeks they have not seen and promotes what passes the gate', async () => {
    const end = await fixture.forecaster.learn({ kind: 'learn', lessons: ['networks'], by: 'ann' });
    expect(end).toMatchObject({
      ends: [
        { lesson: 'mlp-1d-s7-h7@1', isChampion: true },
        ...['n-beats-1d-s7-h7@1', 'ridge-1d-s7-h7@1'].map((lesson) => ({ lesson })),
        ...[1, 2].flatMap((group) => KINDS.map((kind) => ({ lesson: `${kind}-1d-s7-h7-g${group}@1` }))),
      ],
    });
    const registry = openModelRegistry(fixture.database.pool);
    network = (await registry.champion('mlp-1d-s7-h7')) as RegisteredModel;
    expect(network).toMatchObject({
      kind: 'mlp',
      createdBy: 'ann',
      card: { seasonSteps: 7, horizonSteps: 7, seed: 1 },
    });
    const { trainedUntilMs } = network.card;
    expect(trainedUntilMs).toBeLessThanOrEqual(SHOPS_NOW - HELD_OUT_CYCLES * WEEK);
    expect(network.backTest).toMatchObject({ incumbentError: null, series: SHOPS, origins: SHOPS * HELD_OUT_CYCLES });
    expect(network.backTest?.error).toBeLessThan((network.backTest?.naiveError ?? 0) * 0.8);
    const { runId } = end as { runId: string };
    const run = await openRuns(fixture.database.pool).get(runId);
    expect(run).toMatchObject({ kind: 'model', name: 'training', state: 'succeeded' });
    expect(run?.progress).toMatchObject({
      phase: 'networks',
      phasesDone: 1,
      phases: 1,
      subject: 'ridge-1d-s7-h7-g2@1',
      done: SHOPS / 2,
      total: SHOPS / 2,
      of: 'series',
    });
    expect(run?.detail).toMatchObject({ training: { by: 'ann', asOfMs: SHOPS_NOW } });
    const steps = (await openRuns(fixture.database.pool).logs(runId)).map(({ step }) => step);
    const trained = KINDS.flatMap(() => ['train', 'gate']);
    expect(steps).toEqual([...trained, 'groups', ...trained, ...trained]);
  });

  it('makes models of each group of shops whose weeks run alike, judged on its shops and shown with how well they fit', async () => {
    const registry = openModelRegistry(fixture.database.pool);
    const groups = (await registry.list({ status: 'champion' })).filter(({ card }) => card.group);
    expect(new Set(groups.map(({ card }) => card.group?.number))).toEqual(new Set([1, 2]));
    for (const { kind, card, backTest, status } of groups) {
      expect([kind, status]).toEqual([expect.stringMatching(/^(mlp|n-beats|ridge)$/), 'champion']);
      expect(card.group).toMatchObject({ groups: 2, silhouette: expect.any(Number) });
      expect(card.group?.silhouette).toBeGreaterThan(0.6);
      expect(card.describes).toMatch(/ over 12 signals of group [12] of 2 \(silhouette 0\.\d\d\)$/);
      const late = card.group?.signals.map((name) => isLate(Number(/shop-(\d+)/.exec(name)?.[1])));
      expect(late?.every((one) => one === late[0])).toBe(true);
      expect(late).toHaveLength(SHOPS / 2);
      expect(backTest).toMatchObject({ series: SHOPS / 2, origins: (SHOPS / 2) * HELD_OUT_CYCLES });
      expect(backTest?.error).toBeLessThan((backTest?.naiveError ?? 0) * 0.999);
    }
  });

  it('can be done again from its record: to the last bit, and told what changed when readings did', async () => {
    const again = { kind: 'retrain', name: network.name, version: network.version } as const;
    expect(await fixture.forecaster.learn(again)).toEqual({ kind: 'identical' });
    const name = `${network.name}@${network.version}`;
    const made = await openRuns(fixture.database.pool).list({ kind: 'model', name });
    expect(made.find(({ reason }) => reason === 'trained again')).toMatchObject({
      state: 'succeeded',
      progress: { phase: 'retrain', subject: name, of: 'epochs', done: 20, total: 20 },
    });
    const ofGroup = { kind: 'retrain', name: 'ridge-1d-s7-h7-g2', version: 1 } as const;
    expect(await fixture.forecaster.learn(ofGroup)).toEqual({ kind: 'identical' });
    // What comes after the lessons changes nothing of them.
    const untilMs = network.card.trainedUntilMs as number;
    const later = readings.filter(({ timeNs }) => timeNs >= nsFromMs(untilMs));
    await fixture.telemetry.write(batchOf(later.map((one) => ({ ...one, value: Number(one.value) * 3 }))));
    expect(await fixture.forecaster.learn(again)).toEqual({ kind: 'identical' });
    await fixture.telemetry.write(batchOf([...later]));
    const [first] = readings.filter(
      ({ timeNs }) => timeNs === nsFromMs(untilMs - 30 * 86_400_000 - (untilMs % 86_400_000)),
    );
    await fixture.telemetry.write(batchOf([{ ...(first as (typeof readings)[number]), value: 1e6 }]));
    expect(await fixture.forecaster.learn(again)).toMatchObject({
      kind: 'different',
      reasons: [expect.stringMatching(/^readings of 24 signals .* are others than then/)],
    });
    await fixture.telemetry.write(batchOf([first as (typeof readings)[number]]));
  });

  it('takes part in the choice of every run, is published beside the champion and found by its name', async () => {
    const summary = await fixture.forecaster.run({ reason: 'demand', pack: 'shops' });
    expect(summary.forecasts).toBe(SHOPS);
    const ours = Object.entries(summary.champions).filter(([model]) => /^(mlp|n-beats|ridge-|combination)/.test(model));
    expect(ours.reduce((sum, [, count]) => sum + count, 0)).toBeGreaterThan(SHOPS / 2);
    const scores = await latestScores(fixture.database.pool, { assets: ['shop-3'] });
    const own = scores.find(({ model }) => model === 'mlp-1d-s7-h7@1');
    expect(own?.origins).toBeGreaterThanOrEqual(60);
    const { hit, n } = own?.coverage['0.8'] ?? { hit: 0, n: 0 };
    expect(n).toBeGreaterThan(60);
    expect(hit / n).toBeGreaterThan(0.65);
    const vintages = await forecastVintages(fixture.database.pool, { model: 'mlp-1d-s7-h7@1' });
    expect(vintages).toHaveLength(SHOPS);
    expect(vintages[0]).toMatchObject({ calibrated: true });
    // A model of a group is asked of its group alone.
    const ofGroup = await openModelRegistry(fixture.database.pool).champion('ridge-1d-s7-h7-g1');
    const published = await forecastVintages(fixture.database.pool, { model: 'ridge-1d-s7-h7-g1@1' });
    expect(published.map(signalId).sort()).toEqual([...(ofGroup?.card.group?.signals ?? [])].sort());
    expect(await fixture.forecaster.models({ kind: 'rerun', runId: summary.runId })).toMatchObject({
      kind: 'identical',
    });
  });

  it('is not asked for an instant at which too little has come since its lessons', async () => {
    const asOfMs = [SHOPS_NOW - 25 * WEEK];
    await fixture.forecaster.run({ reason: 'feed', pack: 'shops', asOfMs });
    const vintages = await forecastVintages(fixture.database.pool, { believedAtMs: asOfMs[0] as number });
    expect(vintages).toHaveLength(SHOPS);
    expect(vintages.map(({ model }) => model)).not.toContain('mlp-1d-s7-h7@1');
  });
});

describe('a training that is killed', { timeout: 180_000 }, () => {
  it('leaves nothing half, and is done again by the next start: one version, the same weights', async () => {
    const database = await openTestDatabase({ packs: [shopsPack] });
    await installPack(database.pool, shopsPack);
    const runs = openRuns(database.pool);
    const registry = openModelRegistry(database.pool);
    const child = spawn(
      process.execPath,
      ['--import', 'tsx', fileURLToPath(new URL('./testing/train-until-killed.ts', import.meta.url)), database.url],
      { stdio: ['ignore', 'ignore', 'inherit'] },
    );
    const ended = once(child, 'exit');
    // In the middle of the first network: epochs were told of, nothing is registered yet.
    for (;;) {
      const [run] = await runs.list({ kind: 'model', name: 'training' });
      if (run?.progress?.of === 'epochs' && run.progress.done >= 1) break;
      if (child.exitCode !== null) throw new Error(`the forecaster ended with code ${child.exitCode}`);
      await delay(20);
    }
    child.kill('SIGKILL');
    await ended;
    const [left] = await runs.list({ kind: 'model', name: 'training' });
    expect(left).toMatchObject({ state: 'running', attempt: 1 });
    const before = await registry.list();

    const opened = await openForecaster(database, { clock, readings });
    for (;;) {
      const run = await runs.get(left?.id ?? '');
      if (run?.state === 'succeeded') break;
      if (run?.state === 'failed' && run.attempt > 1) throw new Error(run.error ?? 'failed');
      await delay(50);
    }
    expect(await runs.get(left?.id ?? '')).toMatchObject({ attempt: 2, detail: { training: { by: 'ann' } } });
    expect(before.length).toBeLessThanOrEqual(1);
    const models = await registry.list();
    const names = KINDS.flatMap((kind) => ['', '-g1', '-g2'].map((group) => `${kind}-1d-s7-h7${group}@1`));
    expect(models.map(({ name, version }) => `${name}@${version}`).sort()).toEqual(names.sort());
    const again = { kind: 'retrain', name: 'mlp-1d-s7-h7', version: 1 } as const;
    expect(await opened.forecaster.learn(again)).toEqual({ kind: 'identical' });
    await opened.close();
    await database.close();
  });
});
