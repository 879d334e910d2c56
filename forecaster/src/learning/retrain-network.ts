import { signalId, type RegisteredModel } from '@wellhead/contracts';
import { GLOBAL_KINDS } from '../global/networks.js';
import { epochsOf } from '../global/train-global.js';
import { changesSince } from '../run/changes-since.js';
import { kinsOf, readPool, type Kin } from './read-pools.js';
import { networkConfigurationSchema, sha256, type LearningContext } from './train-network.js';

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
  onEpoch: (done: number, total: number) => void,
): Promise<Retrained> {
  if (!reproduction || reproduction.seed === null || !GLOBAL_KINDS.some((kind) => kind === family))
    return { kind: 'no-record' };
  const { kind, signals, group } = networkConfigurationSchema.parse(reproduction.configuration);
  const [kin] = kinsOf(signals) as [Kin];
  const { untilMs, seed } = reproduction;
  const { series, dataSha256 } = await readPool(stores.telemetry, kin, untilMs);
  const epochs = epochsOf(kind);
  onEpoch(0, epochs);
  const outcome = await thread.learn<'network'>(
    { kind: 'network', pool: series, training: { kind, shape: kin.shape, untilMs, seed, group } },
    (epoch) => onEpoch(epoch + 1, epochs),
  );
  if (outcome.kind === 'trained' && sha256(outcome.model) === reproduction.resultSha256) return { kind: 'identical' };
  const some = signals.slice(0, 3).map(signalId).join(', ');
  const read = `readings of ${signals.length} signals (${some} …)`;
  return { kind: 'different', reasons: changesSince(reproduction, dataSha256, read) };
}
