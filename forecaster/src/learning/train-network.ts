import { createHash } from 'node:crypto';
import {
  modelGroupSchema,
  MS_PER_DAY,
  MS_PER_HOUR,
  MS_PER_MINUTE,
  signalId,
  signalSchema,
  type ModelGroup,
  type RunProgress,
} from '@wellhead/contracts';
import { openModelRegistry, type Run, type Stores } from '@wellhead/stores';
import { z } from 'zod';
import { loadNetwork, type LoadedNetwork } from '../global/champion-networks.js';
import { GLOBAL_KINDS, type GlobalKind } from '../global/networks.js';
import { epochsOf } from '../global/train-global.js';
import { versionsNow } from '../run/versions.js';
import type { WorkerPool } from '../workers/worker-pool.js';
import type { LearningThread } from './learn-in-thread.js';
import type { Kin, Pool } from './read-pools.js';

export interface LearningContext {
  readonly stores: Pick<Stores, 'telemetry' | 'pool'>;
  readonly workers: WorkerPool;
  readonly thread: LearningThread;
}

/** What a lesson is to be learnt by. */
export interface LessonTerms {
  readonly seed: number;
  readonly by: string;
  /** No reading at or after this time is known. */
  readonly asOfMs: number;
  /** How far it has come: with which model or grouping, and with how much of it. */
  readonly tell: (subject: string, of: RunProgress['of'], done: number, total: number) => void;
}

/** How a lesson ended, as the output of the job and the detail of the run tell it. */
export interface LessonEnd {
  /** What was learnt: a model `name@version`, or what it would have been. */
  readonly lesson: string;
  readonly isChampion?: boolean;
  /** Why nothing was trained, or why it is not champion. */
  readonly reason?: string;
}

/** All it takes to train a version again, complete: neither catalogue nor configurations are looked at. */
export const networkConfigurationSchema = z.object({
  kind: z.enum(GLOBAL_KINDS),
  signals: z.array(signalSchema),
  group: modelGroupSchema.optional(),
});

export interface NetworkOrder extends Omit<LessonTerms, 'asOfMs'> {
  readonly kind: GlobalKind;
  readonly kin: Kin;
  /** The group that the signals of the kin are; undefined: they are all of their shape. */
  readonly group: ModelGroup | undefined;
}

const FAMILIES: Readonly<Record<GlobalKind, string>> = {
  mlp: 'Multilayer perceptron',
  'n-beats': 'N-BEATS',
  ridge: 'Ridge regression',
};

/** What a network is for, in words. */
const describe = (kind: GlobalKind, series: number, group: ModelGroup | undefined): string =>
  `${FAMILIES[kind]} over ${series} signals${group ? ` of group ${group.number} of ${group.groups} (silhouette ${group.silhouette.toFixed(2)})` : ''}`;

/** Trains one network and registers it as a candidate, or says why there is none. */
export async function trainNetwork(
  { kind, kin, group, seed, by, tell }: NetworkOrder,
  lessons: Pool,
  run: Run,
  { stores, thread }: LearningContext,
): Promise<{ readonly network: LoadedNetwork } | { readonly lesson: string; readonly reason: string }> {
  const name = networkName(kind, kin, group);
  const epochs = epochsOf(kind);
  const { untilMs, fromMs, dataSha256, series } = lessons;
  const startedAt = performance.now();
  tell(name, 'epochs', 0, epochs);
  const outcome = await thread.learn<'network'>(
    { kind: 'network', pool: series, training: { kind, shape: kin.shape, untilMs, seed, group } },
    (epoch) => tell(name, 'epochs', epoch + 1, epochs),
  );
  if (outcome.kind === 'too-few') {
    const reason = `${outcome.have} ${outcome.what} to learn from, ${outcome.need} are needed`;
    await run.log('info', 'train', `${name} was not trained: ${reason}`);
    return { lesson: name, reason };
  }
  const { model, record } = outcome;
  const registry = openModelRegistry(stores.pool);
  const registered = await registry.register({
    name,
    kind,
    bytes: model,
    card: {
      describes: describe(kind, record.series, group),
      intervalMs: kin.intervalMs,
      seasonSteps: record.seasonSteps,
      horizonSteps: record.horizonSteps,
      lags: record.lags,
      trainedUntilMs: untilMs,
      seed,
      record,
      ...(group ? { group: { ...group, signals: series.map(({ signal }) => signalId(signal)) } } : {}),
    },
    reproduction: {
      fromMs,
      untilMs,
      dataSha256,
      seed,
      configuration: { kind, signals: [...kin.signals], ...(group ? { group } : {}) } satisfies z.infer<
        typeof networkConfigurationSchema
      >,
      versions: { ...versionsNow() },
      resultSha256: sha256(model),
    },
    by,
    reason: `trained on ${record.windows} windows of ${record.series} signals (run ${run.id})`,
  });
  const seconds = Number(((performance.now() - startedAt) / 1_000).toFixed(2));
  await run.log('info', 'train', `Trained ${name}@${registered.version}`, { ...record, dataSha256, seconds });
  return { network: (await loadNetwork(registry, registered)) as LoadedNetwork };
}

export const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** `mlp-1d-s7-h28`, of a group `mlp-1d-s7-h28-g1`. */
export const networkName = (kind: GlobalKind, kin: Pick<Kin, 'shape' | 'intervalMs'>, group?: ModelGroup): string =>
  `${kind}-${shapeName(kin)}${group ? `-g${group.number}` : ''}`;

/** `1d-s7-h28`: interval, season and horizon. */
export function shapeName({ shape, intervalMs }: Pick<Kin, 'shape' | 'intervalMs'>): string {
  const [unit, letter] = (
    [
      [MS_PER_DAY, 'd'],
      [MS_PER_HOUR, 'h'],
      [MS_PER_MINUTE, 'm'],
      [1_000, 's'],
    ] as const
  ).find(([ms]) => intervalMs % ms === 0) ?? [1, 'ms'];
  return `${intervalMs / unit}${letter}-s${shape.seasonSteps}-h${shape.horizonSteps}`;
}
