import { gateOf, type RegisteredModel } from '@wellhead/contracts';
import type { ModelRegistry, Run } from '@wellhead/stores';
import type { BackTestOutcome } from '../run/compare-forecasters.js';

export interface GateVerdict {
  /** Whether it is the champion now. */
  readonly isChampion: boolean;
  /** Why it was not promoted. */
  readonly reason?: string;
}

/** Keeps a back-test; a candidate that passes becomes champion where that is wanted, a champion that is worse than the naive forecast is told of. */
export async function promoteByGate(
  { name, version, status }: RegisteredModel,
  outcome: BackTestOutcome,
  {
    registry,
    run,
    by,
    promote,
  }: { readonly registry: ModelRegistry; readonly run: Run; readonly by: string; readonly promote: boolean },
): Promise<GateVerdict> {
  const isChampion = status === 'champion';
  if (outcome.kind === 'untested') {
    await run.log('warn', 'back-test', `${name}@${version} was not tried: ${outcome.reason}`);
    return { isChampion, reason: outcome.reason };
  }
  await registry.keepBackTest(name, version, outcome.backTest);
  const fault = gateOf(outcome.backTest);
  await run.log(fault === undefined ? 'info' : 'warn', 'gate', `${name}@${version}: ${fault ?? 'it passes'}`, {
    ...outcome.backTest,
  });
  if (fault !== undefined) return { isChampion, reason: fault };
  // A retired one is taken up again by a person only.
  if (!promote || status === 'retired') return { isChampion, reason: 'it passes; nobody asked to promote it' };
  const { error, naiveError, incumbentError, origins } = outcome.backTest;
  const beaten = `naive ${shown(naiveError)}${incumbentError === null ? '' : `, champion ${shown(incumbentError)}`}`;
  const step = { name, version, by, reason: `error ${shown(error)} on ${origins} origins, ${beaten}` };
  const expected = { status, champion: outcome.backTest.incumbent };
  const moved = await registry.promote({ ...step, expected });
  if (moved.kind !== 'overtaken') return { isChampion: true };
  // What a person did while it was tried stands.
  const reason = 'it passes, but it or the champion was moved by hand while it was tried: try it again';
  await run.log('warn', 'gate', `${name}@${version}: ${reason}`);
  return { isChampion: moved.model.status === 'champion', reason };
}

const shown = (value: number): string => String(Number(value.toPrecision(4)));
