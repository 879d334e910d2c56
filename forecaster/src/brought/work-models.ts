import type { ModelJob } from '@wellhead/contracts';
import { openModelRegistry, openRuns } from '@wellhead/stores';
import { loadNetwork, type LoadedNetwork } from '../global/champion-networks.js';
import { backTestNetwork } from '../learning/back-test-network.js';
import { promoteByGate, type GateVerdict } from '../learning/promote-by-gate.js';
import { rerunForecast } from '../run/reproduction.js';
import { backTest, type BackTestContext } from './back-test.js';
import { checkUpload } from './check-upload.js';
import { BROUGHT_KINDS, loadModel } from './load-models.js';
import { runSoftSensors } from './run-soft-sensors.js';

/** Does one job on models; its answer is the output of the job. Rejects with a sentence when it cannot be done. */
export async function workModels(job: ModelJob, context: BackTestContext, nowMs: number): Promise<object> {
  switch (job.kind) {
    case 'check':
      return checkUpload(job.upload, context);
    case 'back-test':
      return testAndPromote(job, context, nowMs);
    case 'back-test-all':
      return testAll(context, nowMs);
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
  context: BackTestContext,
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
  const run = await openRuns(context.stores.pool).start({
    kind: 'model',
    name: `${name}@${version}`,
    reason: `back-test by ${by}`,
  });
  try {
    const outcome = brought
      ? await backTest(brought, context, nowMs)
      : await backTestNetwork(network as LoadedNetwork, context, nowMs);
    const verdict = await promoteByGate(registered, outcome, { registry, run, by, promote });
    await run.succeed({ ...(outcome.kind === 'tested' ? outcome.backTest : { untested: outcome.reason }), ...verdict });
    return { name, version, ...verdict, runId: run.id };
  } catch (error) {
    await run.fail(error instanceof Error ? error : String(error));
    throw error;
  }
}

/** Every candidate and champion that was brought; one that fails does not stop the others. */
async function testAll(
  context: BackTestContext,
  nowMs: number,
): Promise<{ readonly tested: readonly (Tested | string)[] }> {
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
