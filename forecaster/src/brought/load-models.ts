import {
  modelManifestSchema,
  type ForecasterManifest,
  type RegisteredModel,
  type SoftSensorManifest,
} from '@wellhead/contracts';
import type { ModelRegistry } from '@wellhead/stores';
import type { BroughtModel } from './guarded-models.js';

/** A registered version with its file, ready to be run in the process of brought models. */
export interface LoadedModel extends BroughtModel {
  /** `name@version`. */
  readonly id: string;
  readonly registered: RegisteredModel;
}
export type LoadedForecaster = LoadedModel & { readonly manifest: ForecasterManifest };
export type LoadedSoftSensor = LoadedModel & { readonly manifest: SoftSensorManifest };

export const isForecaster = (model: LoadedModel): model is LoadedForecaster => model.manifest.kind === 'forecaster';
export const isSoftSensor = (model: LoadedModel): model is LoadedSoftSensor => model.manifest.kind === 'soft-sensor';

/** The kind of a registered version that was brought; its card holds the manifest. */
export const BROUGHT_KINDS: readonly string[] = ['forecaster', 'soft-sensor'];

/** Undefined for a version that is not there or was not brought. */
export async function loadModel(
  registry: ModelRegistry,
  registered: RegisteredModel | undefined,
): Promise<LoadedModel | undefined> {
  if (!registered || !BROUGHT_KINDS.includes(registered.kind)) return undefined;
  const { name, version, sha256, card } = registered;
  const bytes = await registry.bytes(name, version);
  if (!bytes) return undefined;
  return { id: `${name}@${version}`, registered, sha256, bytes, manifest: modelManifestSchema.parse(card['manifest']) };
}

/** Every champion that was brought. */
export async function loadChampions(registry: ModelRegistry): Promise<readonly LoadedModel[]> {
  const champions = await registry.list({ status: 'champion' });
  const loaded = await Promise.all(champions.map((model) => loadModel(registry, model)));
  return loaded.filter((model) => model !== undefined);
}
