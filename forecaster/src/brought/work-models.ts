import { gateOf, type ModelJob } from '@wellhead/contracts';
import { openModelRegistry, openRuns } from '@wellhead/stores';
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

interface Tested {
  readonly name: string;
  readonly version: number;
  /** Whether it is the champion now. */
  readonly isChampion: boolean;
  /** Why it was not promoted. */
  readonly reason?: string;
  readonly runId: string;
}

/** A back-test with a run record; a candidate that passes becomes champion, a champion that is worse than the naive forecast is told of. */
async function testAndPromote(
  { name, version, by, promote }: Omit<Extract<ModelJob, { kind: 'back-test' }>, 'kind'>,
  context: BackTestContext,
  nowMs: number,
): Promise<Tested> {
  const registry = openModelRegistry(context.stores.pool);
  const model = await loadModel(registry, await registry.get(name, version));
  if (!model)
    throw new Error(`there is no model ${name}@${version} that was brought: GET /models lists those that there are`);
  const { status } = model.registered;
  const run = await openRuns(context.stores.pool).start({
    kind: 'model',
    name: model.id,
    reason: `back-test by ${by}`,
  });
  try {
    const outcome = await backTest(model, context, nowMs);
    if (outcome.kind === 'untested') {
      await run.succeed({ untested: outcome.reason });
      return { name, version, isChampion: status === 'champion', reason: outcome.reason, runId: run.id };
    }
    await registry.keepBackTest(name, version, outcome.backTest);
    const fault = gateOf(outcome.backTest);
    await run.log(fault === undefined ? 'info' : 'warn', 'gate', fault ?? 'It passes', { ...outcome.backTest });
    await run.succeed({ ...outcome.backTest, ...(fault === undefined ? {} : { fault }) });
    if (fault !== undefined) return { name, version, isChampion: status === 'champion', reason: fault, runId: run.id };
    // A retired one is taken up again by a person only.
    if (!promote || status === 'retired')
      return {
        name,
        version,
        isChampion: status === 'champion',
        reason: 'it passes; nobody asked to promote it',
        runId: run.id,
      };
    const { error, naiveError, incumbentError, origins } = outcome.backTest;
    const beaten = `naive ${shown(naiveError)}${incumbentError === null ? '' : `, champion ${shown(incumbentError)}`}`;
    await registry.promote({ name, version, by, reason: `error ${shown(error)} on ${origins} origins, ${beaten}` });
    return { name, version, isChampion: true, runId: run.id };
  } catch (error) {
    await run.fail(error instanceof Error ? error : String(error));
    throw error;
  }
}

const shown = (value: number): string => String(Number(value.toPrecision(4)));

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
