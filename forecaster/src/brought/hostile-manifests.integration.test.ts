import { batchOf, modelManifestSchema, nsFromMs, seriesOf, type UploadOutcome } from '@wellhead/contracts';
import { installPack, keepUpload, openMemoryStore, openModelRegistry, openRuns } from '@wellhead/stores';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestDatabase, type TestDatabase } from '../../../stores/testing/database.js';
import { DAY, NOW, pack } from '../../testing/example-sales.js';
import { openWorkerPool } from '../workers/worker-pool.js';
import { openGuardedModels } from './guarded-models.js';
import { onnxFile, port, tensor } from './testing/onnx-files.js';
import { workModels } from './work-models.js';

const MINUTE = 60_000;
const bandOf = (field: string) => ({ asset: 'plant', measurement: 'spectrum', field, low: 1, high: 100 });
const octane = {
  kind: 'soft-sensor',
  name: 'octane',
  describes: 'a sum of two bands',
  input: 'x',
  output: 'y',
  intervalMs: MINUTE,
  inputs: [bandOf('a'), bandOf('b')],
  result: { asset: 'plant', measurement: 'soft', field: 'octane', title: 'Octane, estimated' },
};
const forecaster = {
  kind: 'forecaster',
  name: 'weekdays',
  describes: 'the last week',
  input: 'x',
  output: 'y',
  signals: [{ measurement: 'sales', field: 'amount' }],
  intervalMs: DAY,
  seasonSteps: 7,
  windowSteps: 7,
  horizonSteps: 7,
  values: 'plain',
  trainedUntilMs: NOW - 400 * DAY,
};
const lastWeek = (): Uint8Array =>
  onnxFile({
    inputs: [port('x', [undefined, 7])],
    outputs: [port('y', [undefined, 7])],
    weights: [
      tensor(
        'w',
        [7, 7],
        Array.from({ length: 49 }, (_, at) => (Math.floor(at / 7) === at % 7 ? 1 : 0)),
      ),
    ],
  });
/** No number where an input is below zero. */
const logarithms = (): Uint8Array =>
  onnxFile({
    nodes: [
      { operator: 'Log', inputs: ['x'], outputs: ['logs'] },
      { operator: 'MatMul', inputs: ['logs', 'w'], outputs: ['y'] },
    ],
  });

describe('a manifest that is not as things are', () => {
  const log = pino({ level: 'silent' });
  const telemetry = openMemoryStore();
  const guarded = openGuardedModels();
  const workers = openWorkerPool({ log, workers: 1 });
  let database: TestDatabase;
  const context = () => ({ stores: { telemetry, pool: database.pool }, guarded, workers, clock: () => NOW });
  const bring = async (manifest: object, bytes: Uint8Array = onnxFile()): Promise<UploadOutcome> => {
    const parsed = modelManifestSchema.parse(manifest);
    const upload = await keepUpload(database.pool, { manifest: parsed, bytes, by: 'ann' });
    return (await workModels({ kind: 'check', upload }, context())) as UploadOutcome;
  };
  const write = (measurement: string, field: string, minute: number, value: number) =>
    telemetry.write(
      batchOf([
        {
          series: seriesOf(measurement, { asset: 'plant' }, field, 'float'),
          timeNs: nsFromMs(NOW - minute * MINUTE),
          value,
        },
      ]),
    );

  beforeAll(async () => {
    database = await openTestDatabase({ packs: [pack] });
    await installPack(database.pool, pack);
    await database.pool.query(
      `insert into ops.assets (id, kind, title, pack) values ('plant', 'plant', 'Plant', 'paint')`,
    );
    await database.pool.query(
      `insert into ops.signals (asset, measurement, field, title, unit, interval_ms, pack)
       values ('plant', 'spectrum', 'a', 'Band a', 'celsius', 60000, 'paint')`,
    );
    for (let minute = 1; minute <= 60; minute += 1) {
      await write('spectrum', 'a', minute, minute === 5 ? -1 : 10 + (minute % 7));
      await write('spectrum', 'b', minute, 3);
      await write('lab', 'octane', minute, 20);
    }
  });
  afterAll(async () => {
    await Promise.all([guarded.close(), workers.close()]);
    await telemetry.close();
    await database.close();
  });

  it.each([
    [
      'takes the name of a model of ours',
      { ...octane, name: 'holt-winters' },
      /holt-winters is that of a model of ours/,
    ],
    [
      'takes the name of a network of ours',
      { ...octane, name: 'mlp-1d-s7-h7' },
      /mlp-1d-s7-h7 is that of a model of ours/,
    ],
    [
      'says another unit than the catalogue',
      { ...octane, inputs: [{ ...bandOf('a'), unit: 'fahrenheit' }, bandOf('b')] },
      /plant spectrum\.a is in celsius here, its manifest says fahrenheit: train it on celsius/,
    ],
    [
      'would write over one of its inputs',
      { ...octane, result: { ...octane.result, measurement: 'spectrum', field: 'a' } },
      /its result plant spectrum\.a is one of its inputs/,
    ],
    [
      'would write over its reference',
      {
        ...octane,
        result: { ...octane.result, measurement: 'lab' },
        reference: { asset: 'plant', measurement: 'lab', field: 'octane' },
      },
      /its result plant lab\.octane is its reference/,
    ],
    [
      'would write over what is measured',
      { ...octane, result: { ...octane.result, measurement: 'lab' } },
      /readings of its result plant lab\.octane come from elsewhere/,
    ],
    [
      'says more inputs than the file has',
      { ...octane, inputs: ['a', 'b', 'c'].map(bandOf) },
      /has 2 columns, the manifest says 3/,
    ],
  ])('is refused where it %s', async (_, manifest, told) => {
    const outcome = await bring(manifest);
    expect(outcome.kind === 'refused' && outcome.reasons.join('; ')).toMatch(told);
  });

  it('is told what it lacks before it can do anything', async () => {
    const silent = { ...octane, name: 'silent', inputs: [bandOf('a'), bandOf('zz')] };
    expect(await bring({ ...silent, result: { ...octane.result, field: 'silent' } })).toMatchObject({
      kind: 'registered',
      notes: ['no reading of plant spectrum.zz is known: it makes no value until there is one'],
    });
    expect(await bring({ ...forecaster, seasonSteps: 24 }, lastWeek())).toMatchObject({
      notes: [expect.stringMatching(/none of the signals that are forecast is for it: 11 have its names/)],
    });
    expect(await bring({ ...forecaster, name: 'weekdays-too' }, lastWeek())).toMatchObject({ notes: [] });
  });

  it('makes a new version where only the manifest is another, and none where nothing is', async () => {
    expect(await bring(octane)).toMatchObject({ kind: 'registered', version: 1 });
    expect(await bring(octane)).toMatchObject({ kind: 'registered', version: 1 });
    const wider = { ...octane, inputs: [{ ...bandOf('a'), high: 500 }, bandOf('b')] };
    expect(await bring(wider)).toMatchObject({ kind: 'registered', version: 2 });
    const [newest] = await openModelRegistry(database.pool).list({ name: 'octane' });
    expect(newest?.card['manifest']).toMatchObject({ inputs: [{ high: 500 }, {}] });
    expect(await bring({ ...octane, name: 'rival' })).toMatchObject({
      kind: 'refused',
      reasons: [expect.stringMatching(/plant soft\.octane is made by octane/)],
    });
  });

  it('is kept from the gate where the model gives no numbers for what was measured, and its gaps are told of', async () => {
    const reference = { asset: 'plant', measurement: 'lab', field: 'octane' };
    const sensor = { ...octane, name: 'logs', result: { ...octane.result, field: 'logs' }, reference };
    expect(await bring(sensor, logarithms())).toMatchObject({ kind: 'registered', version: 1 });
    const job = { kind: 'back-test', name: 'logs', version: 1, by: 'ann', promote: true } as const;
    expect(await workModels(job, context())).toMatchObject({
      isChampion: false,
      reason: 'it gives numbers that are none (NaN, infinite) for 1 of 59 values of its reference',
    });
    // Nothing that cannot be read back was kept.
    expect((await openModelRegistry(database.pool).get('logs', 1))?.backTest).toBeNull();
    await openModelRegistry(database.pool).promote({ name: 'logs', version: 1, by: 'ann', reason: 'despite' });
    expect(await workModels({ kind: 'soft-sensors' }, context())).toEqual({ made: 59 });
    const [run] = await openRuns(database.pool).list({ kind: 'model', name: 'logs@1' });
    const lines = (await openRuns(database.pool).logs(run?.id ?? '')).map(({ message }) => message);
    expect(lines).toContain('1 of 60 values are no numbers (NaN, infinite) and are left out');
  });
});
