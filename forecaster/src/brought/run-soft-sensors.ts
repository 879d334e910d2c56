import {
  batchOf,
  nsFromMs,
  msFromNs,
  seriesOf,
  signalId,
  type Reading,
  type Series,
  type SoftSensorManifest,
} from '@wellhead/contracts';
import {
  catalogueMadeSignal,
  keepReproduction,
  openFieldTypeRegistry,
  openModelRegistry,
  openRuns,
  type Stores,
} from '@wellhead/stores';
import { readBetween } from '../run/read-signals.js';
import { isSoftSensor, loadChampions, type LoadedSoftSensor } from './load-models.js';
import { biasAt, biasCourse, type BiasStep } from '../soft-sensors/bias.js';
import type { SensorContext } from './input-signal.js';
import { readSensorRows, sensorRecord } from './rerun-soft-sensor.js';
import { outsideSentences, stepEnd, type SensorRows } from './sensor-rows.js';

/** What is told beside a value that a reference corrects, behind the name of its field. */
const BESIDE = ['uncorrected', 'bias', 'deviation'] as const;
/** Beside every value: how many inputs lay outside of what the model was trained on. */
const outsideField = (field: string): string => `${field}_outside`;
/** Steps that are made up for after a pause. */
const MOST_STEPS = 2_000;

/** Brings every soft sensor that is champion up to now; a run record each that made values. One that fails does not stop the others. Returns values made. */
export async function runSoftSensors(context: SensorContext, nowMs: number): Promise<number> {
  let made = 0;
  for (const model of await loadChampions(openModelRegistry(context.stores.pool)))
    if (isSoftSensor(model)) made += await runSensor(model, context, nowMs);
  return made;
}

async function runSensor(model: LoadedSoftSensor, { stores, guarded }: SensorContext, nowMs: number): Promise<number> {
  const { manifest, id } = model;
  const { result, intervalMs } = manifest;
  const toMs = Math.floor(nowMs / intervalMs) * intervalMs;
  const [last] = await stores.telemetry.latest({
    measurement: result.measurement,
    field: result.field,
    tags: { asset: [result.asset] },
  });
  const doneMs = last?.timeNs[0] === undefined ? 0 : msFromNs(last.timeNs[0]);
  const fromMs = Math.max(toMs - MOST_STEPS * intervalMs, Math.floor(doneMs / intervalMs) * intervalMs);
  if (fromMs >= toMs) return 0;
  const rows = await readSensorRows(model, stores, { fromMs, toMs });
  if (rows.timesMs.length === 0) return 0;
  const run = await openRuns(stores.pool).start({
    kind: 'model',
    name: id,
    reason: 'schedule',
    detail: { fromMs, toMs, rows: rows.timesMs.length, incomplete: rows.incomplete },
  });
  try {
    const outcome = await guarded.run(model, rows.values, rows.timesMs.length);
    if (outcome.kind === 'failed') {
      await run.fail(`${id}: ${outcome.reason}`);
      return 0;
    }
    const refusal = await prepareResult(manifest, stores);
    if (refusal !== undefined) {
      await run.fail(refusal);
      return 0;
    }
    for (const sentence of outsideSentences(manifest, rows)) await run.log('warn', 'inputs', sentence);
    const without = outcome.values.reduce((count, value) => count + (Number.isFinite(value) ? 0 : 1), 0);
    if (without > 0)
      await run.log(
        'warn',
        'values',
        `${without} of ${rows.timesMs.length} values are no numbers (NaN, infinite) and are left out`,
      );
    const course = await compareWithReference(model, rows.timesMs, outcome.values, stores, toMs);
    const written = await stores.telemetry.write(batchOf(readingsOf(model, rows, outcome.values, course)));
    if (written.kind === 'partly-stored')
      await run.log('error', 'write', `${written.refused.length} values were refused by the store`, {
        reason: written.refused[0]?.reason,
      });
    await keepReproduction(stores.pool, run.id, sensorRecord(model, rows, outcome.values, { fromMs, toMs }));
    await run.succeed({ outside: rows.outside.reduce((sum, count) => sum + count, 0) });
    return rows.timesMs.length - without;
  } catch (error) {
    await run.fail(error instanceof Error ? error : String(error));
    throw error;
  }
}

/** Registers the types and the signal of the result; why that cannot be, if so. */
async function prepareResult(
  { result, intervalMs, biasWeight }: SoftSensorManifest,
  { pool }: Pick<Stores, 'pool'>,
): Promise<string | undefined> {
  const fields = [result.field, ...(biasWeight === undefined ? [] : BESIDE.map((name) => `${result.field}_${name}`))];
  const wanted = [
    ...fields.map((field) => ({ measurement: result.measurement, field, type: 'float' as const })),
    { measurement: result.measurement, field: outsideField(result.field), type: 'integer' as const },
  ];
  const types = await openFieldTypeRegistry(pool);
  for (const { measurement, field, type } of await types.register(wanted))
    if (wanted.some((own) => own.measurement === measurement && own.field === field && own.type !== type))
      return `${measurement}.${field} is already registered as ${type}: choose another field for the result`;
  await catalogueMadeSignal(pool, result, intervalMs);
  const title = `${result.title}: inputs outside of what it was trained on`;
  await catalogueMadeSignal(pool, { ...result, field: outsideField(result.field), title, unit: '' }, intervalMs);
  if (biasWeight !== undefined)
    for (const name of BESIDE) {
      const beside = { ...result, field: `${result.field}_${name}`, title: `${result.title}: ${name}` };
      await catalogueMadeSignal(pool, beside, intervalMs);
    }
  return undefined;
}

/** The values, with the bias of their time where there is one, and how many inputs of each lay outside of what the model was trained on. */
function readingsOf(
  { manifest: { result, biasWeight } }: LoadedSoftSensor,
  { timesMs, outsideAt }: Pick<SensorRows, 'timesMs' | 'outsideAt'>,
  values: Float32Array,
  course: readonly BiasStep[],
): Reading[] {
  const seriesNamed = (field: string): Series => seriesOf(result.measurement, { asset: result.asset }, field, 'float');
  const own = seriesNamed(result.field);
  const [uncorrected, bias, deviation] = BESIDE.map((name) => seriesNamed(`${result.field}_${name}`)) as [
    Series,
    Series,
    Series,
  ];
  const outside = seriesOf(result.measurement, { asset: result.asset }, outsideField(result.field), 'integer');
  const readings = timesMs.flatMap((timeMs, at): readonly Reading[] => {
    const value = values[at] as number;
    if (!Number.isFinite(value)) return [];
    const timeNs = nsFromMs(timeMs);
    const beyond = { series: outside, timeNs, value: BigInt(outsideAt[at] as number) };
    if (biasWeight === undefined) return [{ series: own, timeNs, value }, beyond];
    return [
      beyond,
      { series: own, timeNs, value: value + biasAt(course, timeMs) },
      { series: uncorrected, timeNs, value },
    ];
  });
  const compared = course.flatMap((step): readonly Reading[] => [
    { series: bias, timeNs: nsFromMs(step.timeMs), value: step.bias },
    { series: deviation, timeNs: nsFromMs(step.timeMs), value: step.deviation },
  ]);
  return [...readings, ...compared];
}

/** How far the model and what was measured lay apart, and the bias that each measurement left: of the past that is looked back on, and of the values made now. */
async function compareWithReference(
  { manifest: { reference, result, intervalMs, biasWeight } }: LoadedSoftSensor,
  timesMs: readonly number[],
  values: Float32Array,
  { telemetry }: Pick<Stores, 'telemetry'>,
  toMs: number,
): Promise<readonly BiasStep[]> {
  if (biasWeight === undefined || reference === undefined) return [];
  const fromMs = toMs - MOST_STEPS * intervalMs;
  const made = { asset: result.asset, measurement: result.measurement, field: `${result.field}_uncorrected` };
  const found = await readBetween(telemetry, [reference, made], fromMs, toMs);
  const modelAt = new Map<number, number>();
  const past = found.get(signalId(made));
  past?.timesMs.forEach((timeMs, at) => modelAt.set(timeMs, past.values[at] as number));
  timesMs.forEach((timeMs, at) => modelAt.set(timeMs, values[at] as number));
  const measured = found.get(signalId(reference));
  const compared = Array.from(measured?.timesMs ?? [], (timeMs, at) => ({
    timeMs,
    model: modelAt.get(stepEnd(timeMs, fromMs, intervalMs)) ?? Number.NaN,
    measured: measured?.values[at] as number,
  })).filter(({ model }) => Number.isFinite(model));
  return biasCourse(compared, biasWeight);
}
