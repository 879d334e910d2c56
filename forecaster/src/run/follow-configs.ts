import {
  configMatcher,
  configured,
  signalId,
  type KeptModelConfig,
  type ModelConfig,
  type Signal,
} from '@wellhead/contracts';

/** How one signal is to be forecast. */
export type Terms = Pick<ModelConfig, 'levels' | 'models' | 'priority'> & {
  /** The document that says so, `name@version`; undefined = none is for this signal. */
  readonly config?: string;
};

export interface FollowedConfigs {
  /** As the documents want them. */
  readonly signals: readonly Signal[];
  termsOf(signal: Signal): Terms;
  /** One sentence a document that another one took signals from. */
  readonly overlaps: readonly string[];
}

const NO_TERMS: Terms = { priority: 'normal' };

/** Applies the documents: of several for one signal the first by name holds. */
export function followConfigs(
  signals: readonly Signal[],
  configs: readonly (KeptModelConfig & { readonly document: ModelConfig })[],
): FollowedConfigs {
  const tests = configs.map((config) => ({ ...config, matches: configMatcher(config.document) }));
  const terms = new Map<string, Terms>();
  const overlaps = new Map<string, string>();
  const followed = signals.map((signal) => {
    const [first, second] = tests.filter(({ matches }) => matches(signal));
    if (!first) return signal;
    if (second)
      overlaps.set(
        `${first.name} ${second.name}`,
        `${signalId(signal)}: the model configurations ${first.name} and ${second.name} are both for it; ${first.name} holds`,
      );
    const { levels, models, priority } = first.document;
    terms.set(signalId(signal), {
      config: `${first.name}@${first.version}`,
      priority,
      ...(levels ? { levels } : {}),
      ...(models ? { models } : {}),
    });
    return configured(signal, first.document);
  });
  return {
    signals: followed,
    termsOf: (signal) => terms.get(signalId(signal)) ?? NO_TERMS,
    overlaps: [...overlaps.values()],
  };
}
