import type { ModelGroup } from '@wellhead/contracts';
import { openCatalogue, openModelConfigs, openModelRegistry, type Run } from '@wellhead/stores';
import { GLOBAL_KINDS } from '../global/networks.js';
import { LEAST_SERIES } from '../global/train-global.js';
import { followConfigs } from '../run/follow-configs.js';
import { backTestNetwork } from './back-test-network.js';
import { groupSignals } from './group-signals.js';
import { promoteByGate } from './promote-by-gate.js';
import { kinsOf, lessonsEnd, readPool, type Kin } from './read-pools.js';
import {
  networkName,
  shapeName,
  trainNetwork,
  type LearningContext,
  type LessonEnd,
  type LessonTerms,
} from './train-network.js';

/**
 * Networks of every shape of which there are signals enough, over all of them and over each group of those that run alike: trained, registered as
 * candidates, tried, promoted by the gate.
 */
export async function trainNetworks(
  terms: LessonTerms,
  run: Run,
  context: LearningContext,
): Promise<readonly LessonEnd[]> {
  const { pool } = context.stores;
  const configs = await openModelConfigs(pool).list();
  const { signals } = followConfigs(await openCatalogue(pool).signals(), configs);
  const ends: LessonEnd[] = [];
  for (const kin of kinsOf(signals)) ends.push(...(await trainKin(kin, terms, run, context)));
  return ends;
}

async function trainKin(
  kin: Kin,
  terms: LessonTerms,
  run: Run,
  context: LearningContext,
): Promise<readonly LessonEnd[]> {
  const { telemetry } = context.stores;
  const lesson = `networks ${shapeName(kin)}`;
  if (kin.signals.length < LEAST_SERIES)
    return [{ lesson, reason: `${kin.signals.length} signals of its shape, ${LEAST_SERIES} are needed` }];
  const untilMs = await lessonsEnd(telemetry, kin, terms.asOfMs);
  if (untilMs === undefined) return [{ lesson, reason: 'no readings in the last cycles' }];
  const lessons = await readPool(telemetry, kin, untilMs);
  const ends: LessonEnd[] = [];
  const learn = async (own: Kin, group: ModelGroup | undefined): Promise<void> => {
    const known = group ? await readPool(telemetry, own, untilMs) : lessons;
    for (const kind of GLOBAL_KINDS) {
      const end = await trainNetwork({ ...terms, kind, kin: own, group }, known, run, context);
      if ('reason' in end) ends.push(end);
      else {
        const { id, registered } = end.network;
        const outcome = await backTestNetwork(end.network, context, { asOfMs: terms.asOfMs }, (done, total) =>
          terms.tell(id, 'series', done, total),
        );
        const registry = openModelRegistry(context.stores.pool);
        const verdict = await promoteByGate(registered, outcome, { registry, run, by: terms.by, promote: true });
        ends.push({ lesson: id, ...verdict });
      }
    }
  };
  await learn(kin, undefined);
  const grouped = await groupSignals(kin, lessons, { thread: context.thread, seed: terms.seed });
  if (grouped.kind === 'not-grouped') ends.push({ lesson: `groups ${shapeName(kin)}`, reason: grouped.reason });
  else {
    const { groups, meanSilhouette } = grouped;
    const of = Object.fromEntries(groups.map(({ number, signals }) => [number, signals.length]));
    await run.log('info', 'groups', `Grouped the signals of ${shapeName(kin)}`, { signals: of, meanSilhouette });
    for (const { signals, ...group } of groups) await learn({ ...kin, signals }, group);
  }
  const named = grouped.kind === 'grouped' ? grouped.groups : [];
  await retireGone(kin, named, { run, by: terms.by }, context);
  return ends;
}

/** Champions of groups that there are no more: their signals belong together otherwise now. */
async function retireGone(
  kin: Kin,
  groups: readonly ModelGroup[],
  { run, by }: { readonly run: Run; readonly by: string },
  { stores }: LearningContext,
): Promise<void> {
  const registry = openModelRegistry(stores.pool);
  const kept = new Set(GLOBAL_KINDS.flatMap((kind) => groups.map((group) => networkName(kind, kin, group))));
  const prefixes = GLOBAL_KINDS.map((kind) => `${networkName(kind, kin)}-g`);
  for (const { name, version, card } of await registry.list({ status: 'champion' })) {
    if (!card.group || kept.has(name) || !prefixes.some((prefix) => name.startsWith(prefix))) continue;
    await registry.retire({ name, version, by, reason: `there is no group ${card.group.number} any more` });
    await run.log('info', 'groups', `Retired ${name}@${version}: there is no group ${card.group.number} any more`);
  }
}
