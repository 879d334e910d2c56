import type { LimitFrameMeta, PackManifest, Signal, TitlesFrameMeta } from '@wellhead/contracts';
import { signalId } from '@wellhead/contracts';
import { type LimitInForce, openCatalogue } from '../postgres/catalogue.js';
import type { SignalFilter } from '../postgres/signal-filter.js';
import type { QueryStores } from './query-stores.js';

/** What frames say about the signals that a query selects, as it is now. */
export interface SignalContext {
  readonly signals: readonly Signal[];
  readonly packs: ReadonlyMap<string, PackManifest>;
  readonly limits: readonly LimitInForce[];
  signal(asset: string, measurement: string, field: string): Signal | undefined;
  /** `meta.custom.limits` of a signal. */
  limitsOf(signal: Pick<Signal, 'asset' | 'measurement' | 'field'>): readonly LimitFrameMeta[];
  /** `meta.custom.titles` of a signal. */
  titlesOf(signal: Pick<Signal, 'asset' | 'title'>): TitlesFrameMeta;
  /** Title of a signal, with its asset's where another asset of the answer has a signal of the same title. */
  nameOf(signal: Signal): string;
  /** “dates shifted”, “simulated”; undefined for data that is what it seems. */
  dataLabelOf(signal: Signal): string | undefined;
  /** How often the signal is forecast, ms. */
  scheduleMsOf(signal: Signal): number;
}

export const signalName = (signal: Pick<Signal, 'measurement' | 'field'>): string =>
  `${signal.measurement}.${signal.field}`;

const A_DAY_MS = 86_400_000;

/** Reads catalogue, limits and packs for the signals that a filter selects. */
export async function signalContext(stores: QueryStores, filter: SignalFilter): Promise<SignalContext> {
  const catalogue = openCatalogue(stores.pool);
  const [signals, limits, packs, assets] = await Promise.all([
    catalogue.signals(filter),
    catalogue.limits(filter),
    catalogue.packs(),
    catalogue.assets(),
  ]);
  const byId = new Map(signals.map((signal) => [signalId(signal), signal]));
  const byPack = new Map(packs.map((pack) => [pack.name, pack]));
  const assetTitles = new Map(assets.map((asset) => [asset.id, asset.title]));
  const limitsById = new Map<string, LimitFrameMeta[]>();
  for (const limit of limits) {
    const id = signalId(limit);
    limitsById.set(id, [...(limitsById.get(id) ?? []), { kind: limit.kind, value: limit.value }]);
  }
  const titles = new Map<string, number>();
  for (const { title } of signals) titles.set(title, (titles.get(title) ?? 0) + 1);
  const assetTitle = (id: string): string => assetTitles.get(id) ?? id;
  return {
    signals,
    packs: byPack,
    limits,
    signal: (asset, measurement, field) => byId.get(signalId({ asset, measurement, field })),
    limitsOf: (signal) => limitsById.get(signalId(signal)) ?? [],
    titlesOf: ({ asset, title }) => ({ asset: assetTitle(asset), signal: title }),
    nameOf: (signal) =>
      titles.get(signal.title) === 1 ? signal.title : `${assetTitle(signal.asset)}: ${signal.title}`,
    dataLabelOf: (signal) => byPack.get(signal.pack)?.dataLabel || undefined,
    scheduleMsOf: (signal) => byPack.get(signal.pack)?.forecastScheduleMs ?? A_DAY_MS,
  };
}
