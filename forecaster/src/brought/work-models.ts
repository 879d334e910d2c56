import type { Clock, ModelJob } from '@wellhead/contracts';
import { openModelRegistry } from '@wellhead/stores';
import { loadNetwork, type LoadedNetwork } from '../global/champion-networks.js';
import { backTestNetwork } from '../learning/back-test-network.js';
import { promoteByGate, type GateVerdict } from '../learning/promote-by-gate.js';
import { rerunForecast } from '../run/reproduction.js';
import { workAsRun } from '../run/work-as-run.js';
import { backTest, type BackTestContext } from './back-test.js';
import { checkUpload } from './check-upload.js';
import { BROUGHT_KINDS, loadModel } from './load-models.js';
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
      return rerunForecast(job.runId, context);
    default:
      return job satisfies never;
  }
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
  const brought = await loadModel(registry, registered);
  const network = await loadNetwork(registry, registered);
  if (!registered || !(brought ?? network))
    throw new Error(
      `there is no model ${name}@${version} that can be tried: GET /models lists those that there are; models of failures are tried when they are trained`,
    );
  const id = `${name}@${version}`;
  return workAsRun({ kind: 'model', name: id, reason: `back-test by ${by}` }, context, async (run, tell) => {
    const told = (done: number, total: number): void =>
      tell({ phase: 'back-test', phasesDone: 0, phases: 1, subject: id, of: 'series', done, total });
    const outcome = brought
      ? await backTest(brought, context, nowMs, told)
      : await backTestNetwork(network as LoadedNetwork, context, nowMs, told);
    const verdict = await promoteByGate(registered, outcome, { registry, run, by, promote });
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
