import { signalId, type ModelGroup, type Signal } from '@wellhead/contracts';
import { LEAST_SERIES_OF_GROUP } from '../global/train-global.js';
import { seasonShapeOf } from '../groups/season-shapes.js';
import type { LearningThread } from './learn-in-thread.js';
import type { Kin, Pool } from './read-pools.js';

/** Signals of one kin that share models of their own, and how well they belong together. */
export interface SignalGroup extends ModelGroup {
  readonly signals: readonly Signal[];
}

export type SignalGroups =
  /** Those that are large enough, the largest first. */
  | { readonly kind: 'grouped'; readonly groups: readonly SignalGroup[]; readonly meanSilhouette: number }
  | { readonly kind: 'not-grouped'; readonly reason: string };

/** Groups the signals of a pool by the shape of their recent seasons. The pool ends where its lessons end: groups know nothing later either. */
export async function groupSignals(
  { shape }: Pick<Kin, 'shape'>,
  { series }: Pick<Pool, 'series'>,
  { thread, seed }: { readonly thread: LearningThread; readonly seed: number },
): Promise<SignalGroups> {
  const known = series.flatMap((one) => {
    const course = seasonShapeOf(one, shape);
    return course ? [{ signal: one.signal, course }] : [];
  });
  const shapes = known.map(({ course }) => course);
  const outcome = await thread.learn<'groups'>({ kind: 'groups', shapes, seed });
  if (outcome.kind === 'too-few')
    return { kind: 'not-grouped', reason: `${outcome.have} signals to group, ${outcome.need} are needed` };
  if (outcome.kind === 'no-groups')
    return {
      kind: 'not-grouped',
      reason: `signals hardly run in groups: silhouette ${outcome.silhouette.toFixed(2)}, ${outcome.need} is needed`,
    };
  const { groups, silhouette: meanSilhouette, members } = outcome;
  const large = Array.from({ length: groups }, (_, at): SignalGroup => {
    const own = members.flatMap(({ group, silhouette }, place) =>
      group === at ? [{ signal: (known[place] as (typeof known)[number]).signal, silhouette }] : [],
    );
    return {
      number: at + 1,
      groups,
      silhouette: own.reduce((sum, { silhouette }) => sum + silhouette, 0) / own.length,
      meanSilhouette,
      signals: own.map(({ signal }) => signal).sort((a, b) => (signalId(a) < signalId(b) ? -1 : 1)),
    };
  }).filter(({ signals }) => signals.length >= LEAST_SERIES_OF_GROUP);
  return large.length === 0
    ? {
        kind: 'not-grouped',
        reason: `none of ${groups} groups has the ${LEAST_SERIES_OF_GROUP} signals that are needed`,
      }
    : { kind: 'grouped', groups: large, meanSilhouette };
}
