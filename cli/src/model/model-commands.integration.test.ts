import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { MODEL_QUEUE, TRAINING_QUEUE } from '@wellhead/contracts';
import { openModelRegistry, openRuns } from '@wellhead/stores';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { octaneManifest as manifest } from '../../../api/testing/octane-manifest.js';
import { type ServedApi, TOKEN } from '../../../api/testing/serve-api.js';
import { serveExample } from '../../../api/testing/serve-example.js';
import { listen } from '../../testing/listen.js';

let api: ServedApi;
let dir: string;
const answers: object[] = [];
const trainings: unknown[] = [];
const run = (...words: string[]) =>
  listen(
    { WELLHEAD_URL: api.url.replace(/\/api\/v1$/, ''), WELLHEAD_TOKEN: TOKEN, WELLHEAD_DATA_DIR: '/nowhere' },
    ...words,
  );
const file = async (name: string, content: string | Uint8Array): Promise<string> => {
  const at = path.join(dir, name);
  await writeFile(at, content);
  return at;
};

beforeAll(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'wellhead-model-'));
  api = await serveExample();
  await openModelRegistry(api.fixture.stores.pool).register({
    name: 'octane',
    kind: 'soft-sensor',
    bytes: new Uint8Array(3),
    card: { describes: 'test' },
    by: 'ann',
    reason: 'uploaded',
  });
  // Stands for the forecaster, whose own tests bring real files.
  await api.jobs.work(MODEL_QUEUE, () => Promise.resolve(answers.shift() ?? {}));
  await api.jobs.work(TRAINING_QUEUE, ({ data }) => {
    trainings.push(data);
    return Promise.resolve(answers.shift() ?? {});
  });
});
afterAll(async () => {
  await api.close();
  await rm(dir, { recursive: true, force: true });
});

it('brings a model, or tells every reason why not', async () => {
  const model = await file('octane.onnx', new Uint8Array(10));
  const good = await file('octane.json', JSON.stringify(manifest));
  const notes = ['no reading of plant spectrum.a is known'];
  answers.push({ kind: 'registered', name: 'octane', version: 2, status: 'candidate', notes });
  const taken = await run('model', 'upload', model, '--manifest', good);
  expect(taken.said).toBe(
    'Note: no reading of plant spectrum.a is known.\nRegistered octane@2 (candidate). Next: wellhead model back-test octane@2',
  );
  answers.push({ kind: 'refused', reasons: ['it has a Loop', 'its opset is 99'] });
  const refused = await run('model', 'upload', model, '--manifest', good);
  expect(refused.exitCode).toBe(1);
  expect(refused.complained).toContain('it has a Loop');
  expect(refused.complained).toContain('its opset is 99');
  const bad = await file('bad.json', JSON.stringify({ ...manifest, inputs: [] }));
  expect(await run('model', 'upload', model, '--manifest', bad)).toMatchObject({
    exitCode: 2,
    complained: expect.stringContaining('inputs'),
  });
});

it('refuses a file of 2 GB without reading or sending it', async () => {
  const huge = await file('huge.onnx', '');
  await truncate(huge, 2 * 1024 ** 3);
  const good = await file('octane.json', JSON.stringify(manifest));
  expect(await run('model', 'upload', huge, '--manifest', good)).toMatchObject({
    exitCode: 2,
    complained: expect.stringContaining('has 2048 MB, 32 MB are taken'),
  });
});

it('tries, promotes and retires, each with its reason', async () => {
  answers.push({ isChampion: false, reason: 'it was tried on 3 origins only', runId: 'r' });
  expect((await run('model', 'back-test', 'octane@1')).said).toBe(
    'octane@1 is not champion: it was tried on 3 origins only.',
  );
  const early = await run('model', 'promote', 'octane@1', '--reason', 'I like it');
  expect(early.complained).toContain('it has no back-test');
  expect((await run('model', 'promote', 'octane@1', '--reason', 'agreed', '--despite')).said).toBe(
    'octane@1 is champion now.',
  );
  expect((await run('model', 'list')).said).toMatch(/octane@1 +soft-sensor +champion/);
  expect((await run('model', 'retire', 'octane@1')).complained).toContain('--reason is missing');
  expect((await run('model', 'retire', 'octane@1', '--reason', 'sold')).said).toBe('octane@1 is retired now.');
  expect((await run('model', 'promote', 'octane', '--reason', 'x')).complained).toContain(
    'expected a name and a version',
  );
});

it('does a run again and says what is no longer as it was', async () => {
  const start = { kind: 'forecast', name: 'all', reason: 'demand' } as const;
  const { id } = await openRuns(api.fixture.stores.pool).start(start);
  answers.push({ kind: 'identical', forecasts: 9 });
  expect(await run('model', 'rerun', id)).toMatchObject({
    exitCode: 0,
    said: '9 forecasts are identical to the last digit.',
  });
  answers.push({ kind: 'different', forecasts: 9, reasons: ['node is v22, it was v20'] });
  const other = await run('model', 'rerun', id);
  expect(other.exitCode).toBe(1);
  expect(other.said).toContain('node is v22, it was v20');
  expect((await run('model', 'rerun', 'r9')).complained).toContain('There is no run r9');
});

it('writes, lists and removes how signals are forecast', async () => {
  const signals = [{ asset: 'well-*', measurement: 'esp', field: '*' }];
  const document = await file('pumps.json', JSON.stringify({ signals, horizonSteps: 24 }));
  expect((await run('model-config', 'set', 'pumps', document, '--reason', 'a day')).said).toMatch(
    /^pumps@1 is for 2 signals\./,
  );
  const wrong = await file('wrong.json', JSON.stringify({ signals, horizon: 24 }));
  expect((await run('model-config', 'set', 'pumps', wrong)).exitCode).toBe(2);
  expect((await run('model-config', 'list')).said).toMatch(/pumps +1 +2 +\S+.* a day/);
  expect((await run('model-config', 'remove', 'pumps', '--reason', 'over')).said).toBe('Removed pumps.');
  expect((await run('model-config', 'history', 'pumps')).said.split('\n')).toHaveLength(2);
});

it('trains, and tells of each model what became of it', async () => {
  answers.push({
    runId: 'r1',
    ends: [
      { lesson: 'mlp-1d-s7-h7@1', isChampion: true },
      { lesson: 'n-beats-1d-s7-h7@1', isChampion: false, reason: 'its error 1 does not beat the naive one 0.9' },
    ],
  });
  const trained = await run('model', 'train', '--lessons', 'networks', '--seed', '4');
  expect(trained.said.split('\n')).toEqual([
    'mlp-1d-s7-h7@1 is champion now.',
    'n-beats-1d-s7-h7@1: its error 1 does not beat the naive one 0.9.',
    'Next: wellhead model list; the run is r1.',
  ]);
  expect(trainings).toMatchObject([{ kind: 'learn', lessons: ['networks'], seed: 4 }]);
  expect((await run('model', 'train', '--lessons', 'magic')).complained).toMatch(/found “magic”, expected networks/);
  expect((await run('model', 'train', '--seed', 'x')).complained).toMatch(/expected a whole number/);
});

it('trains a version again and tells whether the weights are the same', async () => {
  answers.push(
    { kind: 'identical' },
    { kind: 'different', reasons: ['node is v22, it was v20'] },
    { kind: 'no-record' },
  );
  expect((await run('model', 'retrain', 'octane@1')).said).toBe('The weights are identical to the last bit.');
  expect((await run('model', 'retrain', 'octane@1')).said).toBe('The weights are others:\n  node is v22, it was v20');
  expect((await run('model', 'retrain', 'octane@1')).complained).toMatch(/keeps no record/);
});
