import type { Clock, ModelJob, RegisteredModel } from '@wellhead/contracts';
import { findReproduction, keepReproduction, openModelRegistry } from '@wellhead/stores';
import { promoteByGate, type GateVerdict } from '../learning/promote-by-gate.js';
import { rerunForecast, type Rerun } from '../run/reproduction.js';
import { workAsRun } from '../run/work-as-run.js';
import type { BackTestContext } from './back-test.js';
import { checkUpload } from './check-upload.js';
import { BROUGHT_KINDS } from './load-models.js';
import { backTestRecord, isBackTest, rerunBackTest, tryVersion } from './rerun-back-test.js';
import { isSensorRun, rerunSoftSensor } from './rerun-soft-sensor.js';
import { runSoftSensors } from './run-soft-sensors.js';

export interface ModelWork extends BackTestContext {
  readonly clock: Clock;
  /** Of the job: also the id of the run that a back-test or a rerun makes of it. Default: random. */
  readonly runId?: string | undefined;
}

/** Does one job on models; its answer is the output of the job. Rejects with a sentence when it cannot be done. */
export async function workModels(job: ModelJob, context: ModelWork): Promise<object> {
  const nowMs = context.clock();
  switch (job.kind) {
    case 'check':
      return checkUpload(job.upload, context);
    case 'back-test':
      return testAndPromote(job, context, nowMs);
    case 'back-test-all':
      // A run a model: the job has an id for one.
      return testAll({ ...context, runId: undefined }, nowMs);
    case 'soft-sensors':
      return { made: await runSoftSensors(context, nowMs) };
    case 'rerun':
      return rerun(job.runId, context);
    default:
      return job satisfies never;
  }
}

/** Does a run again from its record: a back-test, values of a soft sensor, or a run of forecasts. */
async function rerun(runId: string, context: ModelWork): Promise<Rerun> {
  const record = await findReproduction(context.stores.pool, runId);
  if (record && isBackTest(record)) return rerunBackTest(runId, record, context);
  if (record && isSensorRun(record)) return rerunSoftSensor(runId, record, context);
  return rerunForecast(runId, context);
}

interface Tested extends GateVerdict {
  readonly name: string;
  readonly version: number;
  readonly runId: string;
}

/** A back-test with a run record; a candidate that passes becomes champion. */
async function testAndPromote(
  { name, version, by, promote }: Omit<Extract<ModelJob, { kind: 'back-test' }>, 'kind'>,
  context: ModelWork,
  nowMs: number,
): Promise<Tested> {
  const registry = openModelRegistry(context.stores.pool);
  const registered = await registry.get(name, version);
  const id = `${name}@${version}`;
  return workAsRun({ kind: 'model', name: id, reason: `back-test by ${by}` }, context, async (run, tell) => {
    const outcome = await tryVersion({ name, version }, context, { asOfMs: nowMs }, (done, total) =>
      tell({ phase: 'back-test', phasesDone: 0, phases: 1, subject: id, of: 'series', done, total }),
    );
    const record = backTestRecord({ name, version }, outcome, nowMs);
    if (record) await keepReproduction(context.stores.pool, run.id, record);
    const verdict = await promoteByGate(registered as RegisteredModel, outcome, { registry, run, by, promote });
    return {
      answer: { name, version, ...verdict, runId: run.id },
      detail: { ...(outcome.kind === 'tested' ? outcome.backTest : { untested: outcome.reason }), ...verdict },
    };
  });
}

/** Every candidate and champion that was brought; one that fails does not stop the others. */
async function testAll(context: ModelWork, nowMs: number): Promise<{ readonly tested: readonly (Tested | string)[] }> {
  const tested: (Tested | string)[] = [];
  for (const { name, version, kind, status } of await openModelRegistry(context.stores.pool).list()) {
    if (!BROUGHT_KINDS.includes(kind) || status === 'retired') continue;
    const one = { name, version, by: 'schedule', promote: true };
    tested.push(
      await testAndPromote(one, context, nowMs).catch(
        (error: unknown) => `${name}@${version}: ${error instanceof Error ? error.message : String(error)}`,
      ),
    );
  }
  return { tested };
}
