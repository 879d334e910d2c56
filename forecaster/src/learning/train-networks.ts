import { createHash } from 'node:crypto';
import {
  MS_PER_DAY,
  MS_PER_HOUR,
  MS_PER_MINUTE,
  signalId,
  signalSchema,
  type RegisteredModel,
  type RunProgress,
  type Signal,
} from '@wellhead/contracts';
import { openCatalogue, openModelConfigs, openModelRegistry, type Run, type Stores } from '@wellhead/stores';
import { z } from 'zod';
import { loadNetwork, type LoadedNetwork } from '../global/champion-networks.js';
import { GLOBAL_KINDS, type GlobalKind } from '../global/networks.js';
import { EPOCHS, LEAST_SERIES } from '../global/train-global.js';
import { followConfigs } from '../run/follow-configs.js';
import { versionsNow } from '../run/versions.js';
import type { WorkerPool } from '../workers/worker-pool.js';
import { backTestNetwork } from './back-test-network.js';
import type { LearningThread } from './learn-in-thread.js';
import { promoteByGate } from './promote-by-gate.js';
import { kinsOf, lessonsEnd, readPool, type Kin, type Pool } from './read-pools.js';

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
});

/** Networks of every shape of which there are signals enough: trained, registered as candidates, tried, promoted by the gate. */
export async function trainNetworks(
  { seed, by, asOfMs, tell }: LessonTerms,
  run: Run,
  context: LearningContext,
): Promise<readonly LessonEnd[]> {
  const { pool, telemetry } = context.stores;
  const configs = await openModelConfigs(pool).list();
  const { signals } = followConfigs(await openCatalogue(pool).signals(), configs);
  const ends: LessonEnd[] = [];
  for (const kin of kinsOf(signals)) {
    if (kin.signals.length < LEAST_SERIES) {
      const reason = `${kin.signals.length} signals of its shape, ${LEAST_SERIES} are needed`;
      ends.push({ lesson: `networks ${shapeName(kin)}`, reason });
      continue;
    }
    const untilMs = await lessonsEnd(telemetry, kin, asOfMs);
    if (untilMs === undefined) {
      ends.push({ lesson: `networks ${shapeName(kin)}`, reason: 'no readings in the last cycles' });
      continue;
    }
    const lessons = await readPool(telemetry, kin, untilMs);
    for (const kind of GLOBAL_KINDS) {
      const end = await trainOne({ kind, kin, seed, by, tell }, lessons, run, context);
      if ('reason' in end) ends.push(end);
      else {
        const { network } = end;
        const outcome = await backTestNetwork(network, context, asOfMs, (done, total) =>
          tell(network.id, 'series', done, total),
        );
        const registry = openModelRegistry(pool);
        const verdict = await promoteByGate(network.registered, outcome, { registry, run, by, promote: true });
        ends.push({ lesson: network.id, ...verdict });
      }
    }
  }
  return ends;
}

interface Order extends Omit<LessonTerms, 'asOfMs'> {
  readonly kind: GlobalKind;
  readonly kin: Kin;
}

async function trainOne(
  { kind, kin, seed, by, tell }: Order,
  lessons: Pool,
  run: Run,
  { stores, thread }: LearningContext,
): Promise<{ readonly network: LoadedNetwork } | { readonly lesson: string; readonly reason: string }> {
  const name = `${kind}-${shapeName(kin)}`;
  const { untilMs, fromMs, dataSha256, series } = lessons;
  const startedAt = performance.now();
  tell(name, 'epochs', 0, EPOCHS);
  const outcome = await thread.learn<'network'>(
    { kind: 'network', pool: series, training: { kind, shape: kin.shape, untilMs, seed } },
    (epoch) => tell(name, 'epochs', epoch + 1, EPOCHS),
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
      describes: `${kind === 'mlp' ? 'Multilayer perceptron' : 'N-BEATS'} over ${record.series} signals`,
      intervalMs: kin.intervalMs,
      seasonSteps: record.seasonSteps,
      horizonSteps: record.horizonSteps,
      lags: record.lags,
      trainedUntilMs: untilMs,
      seed,
      record,
    },
    reproduction: {
      fromMs,
      untilMs,
      dataSha256,
      seed,
      configuration: { kind, signals: [...kin.signals] } satisfies z.infer<typeof networkConfigurationSchema>,
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

export type Retrained =
  /** To the last bit. */
  | { readonly kind: 'identical' }
  /** `reasons`: what is no longer as it was. */
  | { readonly kind: 'different'; readonly reasons: readonly string[] }
  | { readonly kind: 'no-record' };

/** Trains a network again from its record and compares the weights. Registers nothing. */
export async function retrainNetwork(
  { kind: family, reproduction }: RegisteredModel,
  { stores, thread }: Pick<LearningContext, 'stores' | 'thread'>,
): Promise<Retrained> {
  if (!reproduction || reproduction.seed === null || !GLOBAL_KINDS.some((kind) => kind === family))
    return { kind: 'no-record' };
  const { kind, signals } = networkConfigurationSchema.parse(reproduction.configuration);
  const [kin] = kinsOf(signals) as [Kin];
  const { untilMs, seed } = reproduction;
  const { series, dataSha256 } = await readPool(stores.telemetry, kin, untilMs);
  const outcome = await thread.learn<'network'>({
    kind: 'network',
    pool: series,
    training: { kind, shape: kin.shape, untilMs, seed },
  });
  if (outcome.kind === 'trained' && sha256(outcome.model) === reproduction.resultSha256) return { kind: 'identical' };
  return { kind: 'different', reasons: changesSince(reproduction, dataSha256, signals) };
}

function changesSince(
  record: NonNullable<RegisteredModel['reproduction']>,
  dataSha256: string,
  signals: readonly Signal[],
): readonly string[] {
  const now = versionsNow();
  const iso = (timeMs: number): string => new Date(timeMs).toISOString();
  return [
    ...(dataSha256 === record.dataSha256
      ? []
      : [
          `readings of ${signals.length} signals (${signals.slice(0, 3).map(signalId).join(', ')} …) from ${iso(record.fromMs)} to ${iso(record.untilMs)} are others than then (late or corrected ones, or dropped by a policy)`,
        ]),
    ...Object.entries(record.versions).flatMap(([what, version]) =>
      now[what] === version ? [] : [`${what} is ${now[what] ?? 'gone'}, it was ${version}`],
    ),
  ];
}
