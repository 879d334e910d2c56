import type { Reproduction } from '@wellhead/contracts';
import { openModelRegistry } from '@wellhead/stores';
import { z } from 'zod';
import { changesSince } from '../run/changes-since.js';
import { numbersHash } from '../run/fingerprint.js';
import { readBetween } from '../run/read-signals.js';
import { rerunOf, type Rerun } from '../run/reproduction.js';
import { versionsNow } from '../run/versions.js';
import { workAsRun, type RunContext } from '../run/work-as-run.js';
import { inputSignal, type SensorContext } from './input-signal.js';
import { isSoftSensor, loadModel, type LoadedSoftSensor } from './load-models.js';
import { sensorRows, type SensorRows } from './sensor-rows.js';

/** What made values, complete. */
const configurationSchema = z.object({ softSensor: z.object({ name: z.string(), version: z.number().int() }) });

/** Steps from `fromMs` (in) to `toMs` (out). */
export interface SensorSpan {
  readonly fromMs: number;
  readonly toMs: number;
}

/** The rows of a span, as they are known now. */
export async function readSensorRows(
  { manifest }: LoadedSoftSensor,
  { telemetry }: Pick<SensorContext['stores'], 'telemetry'>,
  { fromMs, toMs }: SensorSpan,
): Promise<SensorRows> {
  const signals = manifest.inputs.map((input) => inputSignal(input, manifest.intervalMs));
  return sensorRows(manifest, await readBetween(telemetry, signals, fromMs, toMs), fromMs, toMs);
}

/** The record of a run that made values: of what the model says, before its bias, which goes by what was measured. */
export function sensorRecord(
  { registered: { name, version } }: LoadedSoftSensor,
  rows: SensorRows,
  values: Float32Array,
  { fromMs, toMs }: SensorSpan,
): Reproduction {
  const configuration: z.infer<typeof configurationSchema> = { softSensor: { name, version } };
  return {
    fromMs,
    untilMs: toMs,
    dataSha256: rowsHash(rows),
    // Nothing is left to chance.
    seed: null,
    configuration,
    versions: { ...versionsNow() },
    resultSha256: numbersHash(values),
  };
}

export const isSensorRun = ({ configuration }: Reproduction): boolean =>
  configurationSchema.safeParse(configuration).success;

/** Makes the values of a run again from its record, as a run of its own, and compares them. Publishes nothing. */
export async function rerunSoftSensor(
  runId: string,
  record: Reproduction,
  { stores, guarded, ...context }: SensorContext & RunContext,
): Promise<Rerun> {
  const { name, version } = configurationSchema.parse(record.configuration).softSensor;
  return workAsRun(rerunOf(runId), { stores, ...context }, async () => {
    const registry = openModelRegistry(stores.pool);
    const model = await loadModel(registry, await registry.get(name, version));
    const answer =
      model && isSoftSensor(model)
        ? await madeAgain(model)
        : gone(`there is no soft sensor ${name}@${version} any more`);
    return { answer, detail: { ...answer } };
  });

  async function madeAgain(model: LoadedSoftSensor): Promise<Rerun> {
    const rows = await readSensorRows(model, stores, { fromMs: record.fromMs, toMs: record.untilMs });
    const count = rows.timesMs.length;
    if (count === 0) return gone('none of its readings are there any more');
    const outcome = await guarded.run(model, rows.values, count);
    if (outcome.kind === 'failed') return gone(outcome.reason);
    if (numbersHash(outcome.values) === record.resultSha256) return { kind: 'identical', forecasts: count };
    return { kind: 'different', forecasts: count, reasons: changesSince(record, rowsHash(rows)) };
  }
}

const gone = (reason: string): Rerun => ({ kind: 'different', forecasts: 0, reasons: [reason] });

const rowsHash = ({ timesMs, values }: SensorRows): string => numbersHash(timesMs, values);
