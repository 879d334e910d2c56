import type { RunAnswer, RunProgress } from '@wellhead/contracts';

/** How far a run has come, for its bar. Pure. */

const WHAT: Readonly<Record<string, string>> = {
  forecasts: 'forecasting',
  breaches: 'working out breaches',
  scorecard: 'keeping the scorecard',
  networks: 'training networks',
  failures: 'learning failures',
  groups: 'grouping assets',
  'soft-sensors': 'training soft sensors',
  'back-test': 'trying a model',
  rerun: 'doing a run again',
  retrain: 'training a model again',
};

/** 0 to 1 over all phases, each counted alike; undefined: what is to be done cannot be told yet. */
export const shareOf = ({ phasesDone, phases, done, total }: RunProgress): number | undefined =>
  phasesDone === 0 && total === 0 ? undefined : (phasesDone + (total === 0 ? 0 : Math.min(1, done / total))) / phases;

/** “training networks (1 of 4), mlp-1d: 7 of 20 epochs”. */
export function progressText({ phase, phasesDone, phases, subject, done, total, of }: RunProgress): string {
  const what = `${WHAT[phase] ?? phase} (${Math.min(phases, phasesDone + 1)} of ${phases})`;
  const counted = total === 0 ? `${done} ${of}` : `${done} of ${total} ${of}`;
  return subject === null ? `${what}: ${counted}` : `${what}, ${subject}: ${counted}`;
}

/** The runs that a person waits for: those that tell how far they are, the newest first as they came. */
export const told = (runs: readonly RunAnswer[]): readonly (RunAnswer & { readonly progress: RunProgress })[] =>
  runs.flatMap((run) => (run.progress ? [{ ...run, progress: run.progress }] : []));
