import { signalId, type ForecastJob, type Signal } from '@wellhead/contracts';
import { hierarchyOf } from '../domain/hierarchy.js';

/**
 * The signals that a job is about: those with a horizon, of the pack and the list it names, and with a sum its parts, as
 * they are forecast together.
 */
export function chooseSignals(all: readonly Signal[], job: Pick<ForecastJob, 'pack' | 'signals'>): readonly Signal[] {
  const possible = all.filter(({ horizonSteps }) => horizonSteps > 0);
  const wanted = new Set(job.signals.map(signalId));
  const chosen = new Set(
    possible.filter(
      (signal) =>
        (job.pack === undefined || signal.pack === job.pack) && (wanted.size === 0 || wanted.has(signalId(signal))),
    ),
  );
  const hierarchy = hierarchyOf(possible);
  for (const signal of chosen) {
    const leaves = hierarchy.leavesOf(signal);
    if (leaves?.kind === 'leaves') for (const leaf of leaves.signals) chosen.add(leaf);
  }
  return possible.filter((signal) => chosen.has(signal));
}
