import { softSensorManifestSchema } from '@wellhead/contracts';
import { afterAll, describe, expect, it } from 'vitest';
import { openGuardedModels } from './guarded-models.js';
import { inspectModel } from './inspect-model.js';
import { onnxFile } from './testing/onnx-files.js';
import { REFUSED_AS_DISGUISED } from './testing/refused-as-disguised.js';
import { REFUSED_BY_LOOKING } from './testing/refused-by-looking.js';
import { ENDLESS, REFUSED_BY_TRYING } from './testing/refused-by-trying.js';

const input = (field: string) => ({ asset: 'plant', measurement: 'spectrum', field, low: 0, high: 10 });
const manifest = softSensorManifestSchema.parse({
  kind: 'soft-sensor',
  name: 'sum',
  describes: 'adds two values',
  input: 'x',
  output: 'y',
  intervalMs: 60_000,
  inputs: [input('a'), input('b')],
  result: { asset: 'plant', measurement: 'lab', field: 'sum', title: 'Sum' },
});

describe('a file that is brought', () => {
  it.each(REFUSED_BY_LOOKING)('is refused without running it: $what', ({ bytes, told }) => {
    expect(inspectModel(bytes(), manifest).join('; ')).toMatch(told);
  });

  it.each(REFUSED_AS_DISGUISED)('deceives nobody about what the runtime would read: $what', ({ bytes, told }) => {
    expect(inspectModel(bytes(), manifest).join('; ')).toMatch(told);
  });

  it('is refused, and never crashes the reader, when any byte of it is another or its end is missing', () => {
    const good = onnxFile();
    for (let at = 0; at < good.length; at += 1)
      for (const value of [0x00, 0x7f, 0xff, (good[at] as number) ^ 1]) {
        const broken = good.slice();
        broken[at] = value;
        expect(() => inspectModel(broken, manifest)).not.toThrow();
        expect(() => inspectModel(good.slice(0, at), manifest)).not.toThrow();
      }
    expect(inspectModel(good, manifest)).toEqual([]);
  });
});

describe('the process of brought models', () => {
  const guarded = openGuardedModels();
  const hasty = openGuardedModels({ timeoutMs: 2_500 });
  afterAll(() => Promise.all([guarded.close(), hasty.close()]));

  it('runs what is sound, row by row', async () => {
    const bytes = onnxFile();
    expect(await guarded.check(bytes, manifest)).toEqual([]);
    const model = { sha256: 'a', manifest, bytes };
    for (let round = 0; round < 2; round += 1)
      expect(await guarded.run(model, Float32Array.of(1, 2, 3, 4), 2)).toEqual({
        kind: 'ran',
        values: Float32Array.of(3, 7),
      });
  });

  it.each(REFUSED_BY_TRYING)('is ended or says why: $what', async ({ what, bytes, told }) => {
    const process = what === ENDLESS ? hasty : guarded;
    expect((await process.check(bytes(), manifest)).join('; ')).toMatch(told);
  });

  it('holds up no other model while one never ends', async () => {
    const bytes = REFUSED_BY_TRYING.find(({ what }) => what === ENDLESS)?.bytes() ?? new Uint8Array();
    const patient = openGuardedModels({ timeoutMs: 600_000 });
    let ended = 0;
    const endless = [1, 2, 3].map(() =>
      patient.run({ sha256: 'b', manifest, bytes }, Float32Array.of(1, 2), 1).then((outcome) => {
        ended += 1;
        return outcome;
      }),
    );
    for (const sha256 of ['a', 'c', 'd'])
      expect(await patient.run({ sha256, manifest, bytes: onnxFile() }, Float32Array.of(1, 2), 1)).toEqual({
        kind: 'ran',
        values: Float32Array.of(3),
      });
    expect(ended).toBe(0);
    await patient.close();
    for (const outcome of await Promise.all(endless)) expect(outcome).toMatchObject({ kind: 'failed' });
  });

  it('is used on after a model in it took too long', async () => {
    const bytes = REFUSED_BY_TRYING.find(({ what }) => what === ENDLESS)?.bytes() ?? new Uint8Array();
    const failed = await hasty.run({ sha256: 'b', manifest, bytes }, Float32Array.of(1, 2), 1);
    expect(failed).toMatchObject({ kind: 'failed', reason: expect.stringMatching(/took longer/) });
    const model = { sha256: 'a', manifest, bytes: onnxFile() };
    expect(await hasty.run(model, Float32Array.of(1, 2), 1)).toEqual({ kind: 'ran', values: Float32Array.of(3) });
  });
});
