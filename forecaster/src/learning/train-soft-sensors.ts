import {
  MS_PER_DAY,
  signalId,
  softSensorManifestSchema,
  type PackManifest,
  type SoftSensor,
  type SoftSensorManifest,
} from '@wellhead/contracts';
import { openCatalogue, openModelRegistry, type Run } from '@wellhead/stores';
import { inputSignal } from '../brought/input-signal.js';
import { sampleRows } from '../brought/sensor-rows.js';
import { readBetween } from '../run/read-signals.js';
import { versionsNow } from '../run/versions.js';
import { promoteByGate } from './promote-by-gate.js';
import { sha256, type LearningContext, type LessonEnd, type LessonTerms } from './train-network.js';

/** Soft sensors of every pack: learnt from its laboratory, judged on samples that came later, promoted by the gate that all models pass. */
export async function trainSoftSensors(
  { by, asOfMs, tell }: Omit<LessonTerms, 'seed'>,
  run: Run,
  context: LearningContext,
): Promise<readonly LessonEnd[]> {
  const ends: LessonEnd[] = [];
  const all = (await openCatalogue(context.stores.pool).packs()).flatMap((pack) =>
    pack.softSensors.map((sensor) => ({ pack, sensor })),
  );
  for (const { pack, sensor } of all) {
    tell(sensor.name, 'models', ends.length, all.length);
    ends.push(await trainOne(pack, sensor, { by, asOfMs }, run, context));
  }
  return ends;
}

async function trainOne(
  pack: PackManifest,
  sensor: SoftSensor,
  { by, asOfMs }: { readonly by: string; readonly asOfMs: number },
  run: Run,
  { stores, thread }: LearningContext,
): Promise<LessonEnd> {
  const { name, asset, intervalMs, biasWeight } = sensor;
  const open = { low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY };
  const inputs = sensor.inputs.map((input) => ({ asset, unit: '', ...open, ...input }));
  const toMs = Math.floor(asOfMs / intervalMs) * intervalMs;
  const fromMs = toMs - Math.ceil((sensor.days * MS_PER_DAY) / intervalMs) * intervalMs;
  const reference = { asset, ...sensor.reference };
  const [measured] = (await readBetween(stores.telemetry, [reference], fromMs, toMs)).values();
  const readings = await readBetween(
    stores.telemetry,
    inputs.map((input) => inputSignal(input, intervalMs)),
    fromMs,
    toMs,
  );
  const samples = sampleRows({ inputs, intervalMs }, readings, measured, fromMs, toMs);
  const learnt = await thread.learn<'soft-sensor'>({
    kind: 'soft-sensor',
    lesson: { ...samples, inputCount: inputs.length, biasWeight },
  });
  if (learnt.kind === 'too-few') {
    const reason = `${learnt.have} laboratory results with all inputs, ${learnt.need} are needed`;
    await run.log('info', 'train', `${name} was not trained: ${reason}`);
    return { lesson: name, reason };
  }
  const trainedUntilMs = (samples.timesMs.at(-1) as number) + 1;
  const manifest: SoftSensorManifest = softSensorManifestSchema.parse({
    kind: 'soft-sensor',
    name,
    describes: `${sensor.describes}${pack.dataLabel ? ` (${pack.dataLabel})` : ''}`,
    input: 'x',
    output: 'y',
    intervalMs,
    inputs: inputs.map((input, column) => ({ ...input, ...rangeOf(samples.inputs, column, inputs.length) })),
    result: { asset, title: sensor.title, unit: sensor.unit, ...sensor.result },
    reference,
    biasWeight,
    trainedUntilMs,
  });
  const registry = openModelRegistry(stores.pool);
  const registered = await registry.register({
    name,
    kind: 'soft-sensor',
    bytes: learnt.model,
    card: { describes: manifest.describes, intervalMs, trainedUntilMs, manifest },
    reproduction: {
      fromMs,
      untilMs: toMs,
      dataSha256: sha256(new Uint8Array(samples.inputs.buffer)),
      seed: null,
      configuration: { sensor, pack: pack.name, inputs: inputs.map(signalId) },
      versions: { ...versionsNow() },
      resultSha256: sha256(learnt.model),
    },
    by,
    reason: `trained on ${samples.measured.length} laboratory results until ${new Date(trainedUntilMs).toISOString()} (run ${run.id})`,
  });
  const id = `${name}@${registered.version}`;
  const { error, naiveError, origins } = learnt;
  await run.log('info', 'train', `Trained ${id}`, { samples: samples.measured.length, error, naiveError });
  // The champion has seen the samples that this one is judged on: only the naive guess is a fair rival, and the newer plant counts.
  const backTest = { error, naiveError, incumbentError: null, series: 1, origins, untilMs: toMs };
  const verdict = await promoteByGate(registered, { kind: 'tested', backTest }, { registry, run, by, promote: true });
  return { lesson: id, ...verdict };
}

function rangeOf(rows: Float32Array, column: number, width: number): { readonly low: number; readonly high: number } {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let at = column; at < rows.length; at += width) {
    low = Math.min(low, rows[at] as number);
    high = Math.max(high, rows[at] as number);
  }
  return { low, high };
}
