import {
  batchOf,
  MODEL_QUEUE,
  modelManifestSchema,
  nsFromMs,
  seriesOf,
  type ModelManifest,
  type Reading,
} from '@wellhead/contracts';
import {
  forecastVintages,
  keepUpload,
  latestScores,
  openCatalogue,
  openModelRegistry,
  openRuns,
} from '@wellhead/stores';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { DAY, NOW, pack, sales } from '../../testing/example-sales.js';
import { type ForecasterFixture, openForecasterFixture } from '../../testing/forecaster-fixture.js';
import { onnxFile, port, tensor } from './testing/onnx-files.js';

const MINUTE = 60_000;

/** Forecasts each of seven days as a weighted mean of the same weekday of the last `weights.length` weeks. */
const weekdays = (weights: readonly number[]): Uint8Array =>
  onnxFile({
    inputs: [port('x', [undefined, weights.length * 7])],
    outputs: [port('y', [undefined, 7])],
    weights: [
      tensor(
        'w',
        [weights.length * 7, 7],
        weights.flatMap((weight) =>
          Array.from({ length: 49 }, (_, at) => (Math.floor(at / 7) === at % 7 ? weight : 0)),
        ),
      ),
    ],
  });
const forecasterManifest = modelManifestSchema.parse({
  kind: 'forecaster',
  name: 'weekdays',
  describes: 'mean of weekdays',
  input: 'x',
  output: 'y',
  signals: [{ asset: '*-north', measurement: 'sales', field: 'amount' }],
  intervalMs: DAY,
  seasonSteps: 7,
  windowSteps: 56,
  horizonSteps: 7,
  values: 'plain',
  range: { low: 0, high: 60 },
  trainedUntilMs: NOW - 110 * 7 * DAY,
});
const input = (field: string, high: number) => ({ asset: 'plant', measurement: 'spectrum', field, low: 0, high });
const sensorManifest = modelManifestSchema.parse({
  kind: 'soft-sensor',
  name: 'octane',
  describes: 'a sum of two bands',
  input: 'x',
  output: 'y',
  intervalMs: MINUTE,
  inputs: [input('a', 100), input('b', 10)],
  result: { asset: 'plant', measurement: 'soft', field: 'octane', title: 'Octane, estimated' },
  reference: { asset: 'plant', measurement: 'lab', field: 'octane' },
});

describe('models that are brought', () => {
  let fixture: ForecasterFixture;
  let nowMs = NOW;
  const registry = () => openModelRegistry(fixture.database.pool);
  const bring = async (manifest: ModelManifest, bytes: Uint8Array) =>
    fixture.forecaster.models({
      kind: 'check',
      upload: await keepUpload(fixture.database.pool, { manifest, bytes, by: 'ann' }),
    });

  beforeAll(async () => {
    fixture = await openForecasterFixture({ pack, clock: () => nowMs, readings: sales() });
  });
  afterAll(() => fixture.close());

  it('are refused with every reason, and leave nothing behind', async () => {
    const outcome = await bring(forecasterManifest, onnxFile().slice(0, 50));
    expect(outcome).toMatchObject({ kind: 'refused', reasons: [expect.stringMatching(/truncated/)] });
    expect(await registry().list({ name: 'weekdays' })).toEqual([]);
    const { rows } = await fixture.database.pool.query('select bytes, outcome from ops.model_uploads');
    expect(rows).toEqual([{ bytes: null, outcome }]);
  });

  it('pass the same gate as ours: against the naive forecast and the champion, on the same origins', async () => {
    expect(await bring(forecasterManifest, weekdays([0.25, 0.25, 0.25, 0.25, 0, 0, 0, 0].toReversed()))).toEqual({
      kind: 'registered',
      name: 'weekdays',
      version: 1,
      status: 'candidate',
      notes: [],
    });
    const job = { kind: 'back-test', name: 'weekdays', version: 1, by: 'ann' } as const;
    const runId = (await fixture.jobs.send(MODEL_QUEUE, job)) ?? '';
    const runs = openRuns(fixture.database.pool);
    await vi.waitFor(async () => expect((await runs.get(runId))?.state).toBe('succeeded'), { timeout: 60_000 });
    // It tells how far it is under the id of the job.
    expect(await runs.get(runId)).toMatchObject({
      name: 'weekdays@1',
      detail: { isChampion: true },
      progress: { phase: 'back-test', subject: 'weekdays@1', of: 'series', done: 2, total: 2 },
    });
    const [model] = await registry().list({ name: 'weekdays' });
    expect(model?.backTest).toMatchObject({ incumbentError: null, series: 2 });
    expect(model?.backTest?.error).toBeLessThan(model?.backTest?.naiveError ?? 0);
    expect((await registry().history('weekdays'))[0]).toMatchObject({ to: 'champion', changedBy: 'ann' });

    // No better than last week: it stays what it is, and the night says so too.
    await bring(forecasterManifest, weekdays([0, 0, 0, 0, 0, 0, 0, 1]));
    expect(await fixture.forecaster.models({ kind: 'back-test', name: 'weekdays', version: 2 })).toMatchObject({
      isChampion: false,
      reason: expect.stringMatching(/does not beat the naive one/),
    });
    // Better than last week, worse than the champion.
    await bring(forecasterManifest, weekdays([0, 0, 0, 0, 0, 0, 0.5, 0.5]));
    expect(await fixture.forecaster.models({ kind: 'back-test', name: 'weekdays', version: 3 })).toMatchObject({
      isChampion: false,
      reason: expect.stringMatching(/does not beat the champion's/),
    });
    await bring(forecasterManifest, weekdays(new Array<number>(8).fill(1 / 8)));
    expect(await fixture.forecaster.models({ kind: 'back-test-all' })).toMatchObject({ tested: { length: 4 } });
    expect((await registry().champion('weekdays'))?.version).toBe(4);
  });

  it('are tried again from the record of a back-test: against the champion of then, to the last digit', async () => {
    const [, late] = await openRuns(fixture.database.pool).list({ kind: 'model', name: 'weekdays@3' });
    const again = (runId: string | undefined) => fixture.forecaster.models({ kind: 'rerun', runId: runId ?? '' });
    expect(late?.detail).toMatchObject({ incumbent: 1 });
    expect(await again(late?.id)).toEqual({ kind: 'identical', forecasts: late?.detail['origins'] });
    const { rows } = await fixture.database.pool.query<{ reproduction: { dataSha256: string } }>(
      `update ops.run_records set reproduction = reproduction || '{"dataSha256": "other", "resultSha256": "other"}' where run_id = $1
       returning reproduction`,
      [late?.id],
    );
    expect(rows[0]?.reproduction.dataSha256).toBe('other');
    expect(await again(late?.id)).toMatchObject({
      kind: 'different',
      reasons: [expect.stringMatching(/^readings from \S+ to \S+ are others than then/)],
    });
    expect((await registry().champion('weekdays'))?.version).toBe(4);
  });

  it('forecast beside the others once they are champion, on the signals that they are for, and tell what they were not trained on', async () => {
    const { runId } = await fixture.forecaster.run({ reason: 'demand', pack: 'paint' });
    const scored = await latestScores(fixture.database.pool);
    const assets = scored.filter(({ model }) => model === 'weekdays@4').map(({ asset }) => asset);
    expect(assets).toEqual(['blue-north', 'red-north']);
    expect(await forecastVintages(fixture.database.pool)).toHaveLength(9);
    expect(await fixture.forecaster.models({ kind: 'rerun', runId })).toMatchObject({ kind: 'identical' });
    const lines = (await openRuns(fixture.database.pool).logs(runId)).map(({ message }) => message);
    expect(lines).toContainEqual(
      expect.stringMatching(/red-north sales\.amount: \d+ of 56 values lie outside of what weekdays@4 was trained on/),
    );
  });

  it('make a new signal as soft sensors, step by step, and report inputs that they were not trained on', async () => {
    const at = (field: string, measurement: string, minute: number, value: number): Reading => ({
      series: seriesOf(measurement, { asset: 'plant' }, field, 'float'),
      timeNs: nsFromMs(NOW - minute * MINUTE),
      value,
    });
    await fixture.telemetry.write(
      batchOf(
        Array.from({ length: 60 }, (_, back) => back + 1).flatMap((minute) => [
          at('a', 'spectrum', minute, 90 + ((minute * 7) % 5)),
          at('b', 'spectrum', minute, minute === 3 ? 12 : (minute * 3) % 7),
          ...(minute % 2 === 0
            ? [at('octane', 'lab', minute, 90 + ((minute * 7) % 5) + ((minute * 3) % 7) + 0.1)]
            : []),
        ]),
      ),
    );
    expect(await bring(sensorManifest, onnxFile())).toMatchObject({ kind: 'registered', name: 'octane', version: 1 });
    expect(await fixture.forecaster.models({ kind: 'soft-sensors' })).toEqual({ made: 0 });
    expect(await fixture.forecaster.models({ kind: 'back-test', name: 'octane', version: 1 })).toMatchObject({
      isChampion: true,
    });
    expect((await registry().champion('octane'))?.backTest?.error).toBeCloseTo(0.1, 3);

    expect(await fixture.forecaster.models({ kind: 'soft-sensors' })).toEqual({ made: 60 });
    expect(await fixture.forecaster.models({ kind: 'soft-sensors' })).toEqual({ made: 0 });
    const [made] = await fixture.telemetry.read({
      selector: { measurement: 'soft', field: 'octane', tags: { asset: ['plant'] } },
      fromNs: 0n,
      toNs: nsFromMs(NOW + 1),
      shape: { kind: 'raw' },
    });
    expect(made?.values).toHaveLength(60);
    expect(made?.values[58]).toBeCloseTo(100, 4);
    expect(await openCatalogue(fixture.database.pool).signals({ assets: ['plant'] })).toMatchObject([
      { measurement: 'soft', field: 'octane', intervalMs: MINUTE },
      { measurement: 'soft', field: 'octane_outside', title: expect.stringMatching(/inputs outside/) },
    ]);
    const [run] = await openRuns(fixture.database.pool).list({ kind: 'model', name: 'octane@1' });
    expect(run?.detail).toMatchObject({ rows: 60, outside: 1 });
    expect(await openRuns(fixture.database.pool).logs(run?.id ?? '')).toMatchObject([
      { message: 'plant spectrum.b: 1 of 60 values lie outside of 0 to 10, which the model was trained on' },
    ]);
    const [outside] = await fixture.telemetry.read({
      selector: { measurement: 'soft', field: 'octane_outside', tags: { asset: ['plant'] } },
      fromNs: 0n,
      toNs: nsFromMs(NOW + 1),
      shape: { kind: 'raw' },
    });
    expect(Array.from(outside?.values ?? [], Number).filter((count) => count > 0)).toEqual([1]);
    const again = () => fixture.forecaster.models({ kind: 'rerun', runId: run?.id ?? '' });
    expect(await again()).toEqual({ kind: 'identical', forecasts: 60 });
    await fixture.telemetry.write(batchOf([at('b', 'spectrum', 3, 11)]));
    expect(await again()).toEqual({
      kind: 'different',
      forecasts: 60,
      reasons: [expect.stringMatching(/^readings from \S+ to \S+ are others than then/)],
    });
    nowMs += 2 * MINUTE;
    expect(await fixture.forecaster.models({ kind: 'soft-sensors' })).toEqual({ made: 0 });
    await fixture.telemetry.write(batchOf([at('a', 'spectrum', -1, 95), at('b', 'spectrum', -1, 1)]));
    expect(await fixture.forecaster.models({ kind: 'soft-sensors' })).toEqual({ made: 1 });
    nowMs = NOW;
  });

  it('cannot take a name that belongs to models of another kind', async () => {
    expect(await bring({ ...sensorManifest, name: 'weekdays' }, onnxFile())).toMatchObject({
      kind: 'refused',
      reasons: [
        expect.stringMatching(/belongs to models of the kind forecaster/),
        expect.stringMatching(/plant soft\.octane is made by octane/),
      ],
    });
  });
});
