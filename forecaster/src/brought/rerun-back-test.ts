import { createHash } from 'node:crypto';
import type { BackTest, Reproduction } from '@wellhead/contracts';
import { openModelRegistry } from '@wellhead/stores';
import { z } from 'zod';
import { loadNetwork } from '../global/champion-networks.js';
import { backTestNetwork } from '../learning/back-test-network.js';
import { changesSince } from '../run/changes-since.js';
import type { BackTestOutcome, SeriesProgress } from '../run/compare-forecasters.js';
import { rerunOf, type Rerun } from '../run/reproduction.js';
import type { Trial } from '../run/trial.js';
import { versionsNow } from '../run/versions.js';
import { workAsRun, type RunContext } from '../run/work-as-run.js';
import { backTest, type BackTestContext } from './back-test.js';
import { loadModel } from './load-models.js';

/** What was tried, complete: which version, and against which one. */
const configurationSchema = z.object({
  backTest: z.object({ name: z.string(), version: z.number().int(), against: z.number().int().nullable() }),
});

/** Tries a version that was brought or trained here. Rejects where there is none. */
export async function tryVersion(
  { name, version }: { readonly name: string; readonly version: number },
  context: BackTestContext,
  trial: Trial,
  onProgress: SeriesProgress,
): Promise<BackTestOutcome> {
  const registry = openModelRegistry(context.stores.pool);
  const registered = await registry.get(name, version);
  const brought = await loadModel(registry, registered);
  if (brought) return backTest(brought, context, trial, onProgress);
  const network = await loadNetwork(registry, registered);
  if (network) return backTestNetwork(network, context, trial, onProgress);
  throw new Error(
    `there is no model ${name}@${version} that can be tried: GET /models lists those that there are; models of failures are tried when they are trained`,
  );
}

/** The record of a back-test; undefined where nothing was tried. */
export function backTestRecord(
  { name, version }: { readonly name: string; readonly version: number },
  outcome: BackTestOutcome,
  asOfMs: number,
): Reproduction | undefined {
  if (outcome.kind !== 'tested' || outcome.read === undefined) return undefined;
  const configuration: z.infer<typeof configurationSchema> = {
    backTest: { name, version, against: outcome.backTest.incumbent ?? null },
  };
  return {
    ...outcome.read,
    untilMs: asOfMs,
    // Nothing is left to chance.
    seed: null,
    configuration,
    versions: { ...versionsNow() },
    resultSha256: figuresHash(outcome.backTest),
  };
}

export const isBackTest = ({ configuration }: Reproduction): boolean =>
  configurationSchema.safeParse(configuration).success;

/** Does a back-test again from its record, as a run of its own, against the version of then. Promotes nothing. */
export async function rerunBackTest(
  runId: string,
  record: Reproduction,
  context: BackTestContext & RunContext,
): Promise<Rerun> {
  const { name, version, against } = configurationSchema.parse(record.configuration).backTest;
  const subject = `${name}@${version}`;
  return workAsRun(rerunOf(runId), context, async (_, tell) => {
    const outcome = await tryVersion({ name, version }, context, { asOfMs: record.untilMs, against }, (done, total) =>
      tell({ phase: 'rerun', phasesDone: 0, phases: 1, subject, of: 'series', done, total }),
    );
    const answer = compared(outcome, record);
    return { answer, detail: { ...answer } };
  });
}

function compared(outcome: BackTestOutcome, record: Reproduction): Rerun {
  if (outcome.kind === 'untested')
    return { kind: 'different', forecasts: 0, reasons: [`it can no longer be tried: ${outcome.reason}`] };
  const forecasts = outcome.backTest.origins;
  if (figuresHash(outcome.backTest) === record.resultSha256) return { kind: 'identical', forecasts };
  return { kind: 'different', forecasts, reasons: changesSince(record, outcome.read?.dataSha256 ?? '') };
}

const figuresHash = ({ error, naiveError, incumbentError, series, origins }: BackTest): string =>
  createHash('sha256')
    .update(JSON.stringify([error, naiveError, incumbentError, series, origins]))
    .digest('hex');
