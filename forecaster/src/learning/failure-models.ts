import {
  failureCardSchema,
  type FailureWatch,
  type PackManifest,
  type RecordType,
  type RegisteredModel,
} from '@wellhead/contracts';
import { openCatalogue, type ModelRegistry } from '@wellhead/stores';
import type { FailureModel } from '../failure/train-failure.js';
import type { LearningContext } from './train-network.js';

export const FAILURE_DAYS = [7, 30] as const;
/** How far back machines are looked at, days. */
export const HISTORY_DAYS = 1_500;
export interface Watched {
  readonly pack: PackManifest;
  readonly watch: FailureWatch;
  readonly recordType: RecordType;
}

export const watchedFailures = async (stores: LearningContext['stores']): Promise<readonly Watched[]> =>
  (await openCatalogue(stores.pool).packs()).flatMap((pack) =>
    pack.failures.flatMap((watch) => {
      const recordType = pack.recordTypes.find(({ type }) => type === watch.recordType);
      return recordType ? [{ pack, watch, recordType }] : [];
    }),
  );

export const failureModelName = (watch: FailureWatch, withinDays: number): string =>
  `failure-${watch.name}-${withinDays}d`;

/** Undefined for a version that is not there or is no model of failures. */
export async function loadFailureModel(
  registry: ModelRegistry,
  registered: RegisteredModel | undefined,
): Promise<(FailureModel & { readonly threshold: number; readonly id: string }) | undefined> {
  if (registered?.kind !== 'failure') return undefined;
  const model = await registry.bytes(registered.name, registered.version);
  const card = failureCardSchema.parse(registered.card['failure']);
  const { signals, withinDays, untilDay, seed, threshold } = card;
  const calibration = { ...card.calibration, seenUpTo: card.calibration.seenUpTo ?? Number.POSITIVE_INFINITY };
  const id = `${registered.name}@${registered.version}`;
  return model && { id, model, signals, withinDays, untilDay, seed, threshold, calibration };
}
