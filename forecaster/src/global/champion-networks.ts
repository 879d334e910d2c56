import { signalId, type RegisteredModel } from '@wellhead/contracts';
import type { ModelRegistry } from '@wellhead/stores';
import type { PlannedBatch } from '../run/plan-batches.js';
import type { GivenNetwork } from './given-networks.js';
import { GLOBAL_KINDS } from './networks.js';
import { globalRecordSchema } from './record.js';

/** A registered network with its weights. */
export interface LoadedNetwork extends GivenNetwork {
  readonly registered: RegisteredModel;
  readonly intervalMs: number;
  /** Of a network of a group: the signals that it is for, by name. Undefined: all of its shape. */
  readonly members?: ReadonlySet<string> | undefined;
}

/** Fewer origins after its training would leave every model of a signal uncalibrated, since all are judged on the same ones. */
const LEAST_ORIGINS = 60;

/** Undefined for a version that is not there or is no network. */
export async function loadNetwork(
  registry: ModelRegistry,
  registered: RegisteredModel | undefined,
): Promise<LoadedNetwork | undefined> {
  if (!registered || !GLOBAL_KINDS.some((kind) => kind === registered.kind)) return undefined;
  const { name, version, card } = registered;
  const model = await registry.bytes(name, version);
  if (!model || card.intervalMs === undefined) return undefined;
  const record = globalRecordSchema.parse(card['record']);
  const id = `${name}@${version}`;
  const members = card.group && new Set(card.group.signals);
  return { id, registered, intervalMs: card.intervalMs, model, record, leastOrigins: LEAST_ORIGINS, members };
}

/** Every champion that is a network. */
export async function championNetworks(registry: ModelRegistry): Promise<readonly LoadedNetwork[]> {
  const champions = await registry.list({ status: 'champion' });
  const loaded = await Promise.all(champions.map((model) => loadNetwork(registry, model)));
  return loaded.filter((network) => network !== undefined);
}

/** Gives a batch the networks of its shape, and each series those of its group; which series they suit, the worker decides. */
export function withNetworks(batch: PlannedBatch, networks: readonly LoadedNetwork[]): PlannedBatch {
  const { shape } = batch.request;
  const intervalMs = batch.forecasts[0]?.signal.intervalMs;
  const own = networks.filter(
    ({ record, intervalMs: interval }) =>
      interval === intervalMs && record.seasonSteps === shape.seasonSteps && record.horizonSteps === shape.horizonSteps,
  );
  if (own.length === 0) return batch;
  const given = own.map(({ id, leastOrigins, model, record }) => ({ id, leastOrigins, model, record }));
  const grouped = own.filter(({ members }) => members !== undefined);
  const series = batch.request.series.map((one, at) => {
    const { signal } = batch.forecasts[at] as (typeof batch.forecasts)[number];
    const others = grouped.flatMap(({ id, members }) => (members?.has(signalId(signal)) ? [] : [id]));
    return others.length === 0 ? one : { ...one, notAsked: others };
  });
  return { ...batch, request: { ...batch.request, series, networks: given } };
}
