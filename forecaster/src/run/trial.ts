import type { RegisteredModel } from '@wellhead/contracts';
import type { ModelRegistry } from '@wellhead/stores';

/** When a version is tried, and against which one. */
export interface Trial {
  /** No reading at or after this time is known. */
  readonly asOfMs: number;
  /** Version of the champion that it was tried against then, null = there was none; undefined: the champion of now. */
  readonly against?: number | null;
}

/** The version of its name that it is tried against; itself, where it is the champion. */
export async function rivalOf(
  registry: ModelRegistry,
  name: string,
  { against }: Trial,
): Promise<RegisteredModel | undefined> {
  if (against === null) return undefined;
  return against === undefined ? registry.champion(name) : registry.get(name, against);
}
