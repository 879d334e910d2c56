import type { ModelConfig } from '@wellhead/contracts';
import { typedNumber } from '../frame/typed-number.js';

/** A model configuration as a form holds it. */
export interface ConfigTexts {
  /** One a line: `well-* esp.temperature`, or `esp.temperature` for all assets. */
  readonly signals: string;
  readonly horizonSteps: string;
  /** With commas between them; empty: all that there are. */
  readonly models: string;
  /** Levels of prediction intervals that are kept as telemetry; none: all. */
  readonly levels: NonNullable<ModelConfig['levels']>;
  readonly priority: ModelConfig['priority'];
}

export const EMPTY: ConfigTexts = { signals: '', horizonSteps: '', models: '', levels: [], priority: 'normal' };

export const textsOf = ({ signals, horizonSteps, models, levels, priority }: ModelConfig): ConfigTexts => ({
  signals: signals.map(({ asset, measurement, field }) => `${asset} ${measurement}.${field}`).join('\n'),
  horizonSteps: horizonSteps === undefined ? '' : String(horizonSteps),
  models: models?.join(', ') ?? '',
  levels: levels ?? [],
  priority,
});

type Outcome<T> = { readonly kind: 'is'; readonly value: T } | { readonly kind: 'fault'; readonly reason: string };

function signalOf(line: string): Outcome<ModelConfig['signals'][number]> {
  const parts = /^(?:(\S+)\s+)?([^\s.]+)\.(\S+)$/.exec(line);
  if (!parts)
    return {
      kind: 'fault',
      reason: `“${line}”: expected an asset and measurement.field, as in well-* esp.temperature`,
    };
  const [, asset = '*', measurement = '', field = ''] = parts;
  return { kind: 'is', value: { asset, measurement, field } };
}

/** The document that a form stands for; what the form does not show (`kept`: drivers) stays. */
export function documentOf(texts: ConfigTexts, kept: ModelConfig | undefined): Outcome<ModelConfig> {
  const lines = texts.signals
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  if (lines.length === 0) return { kind: 'fault', reason: 'Name at least one signal.' };
  const signals: ModelConfig['signals'] = [];
  for (const line of lines) {
    const signal = signalOf(line);
    if (signal.kind === 'fault') return signal;
    signals.push(signal.value);
  }
  const horizonSteps = texts.horizonSteps.trim() === '' ? undefined : typedNumber(texts.horizonSteps);
  if (texts.horizonSteps.trim() !== '' && (horizonSteps === undefined || !Number.isInteger(horizonSteps)))
    return { kind: 'fault', reason: `Horizon: “${texts.horizonSteps}” is no whole number of steps.` };
  const models = texts.models
    .split(',')
    .map((model) => model.trim())
    .filter((model) => model !== '');
  const { horizonSteps: _horizon, models: _models, levels: _levels, ...rest } = kept ?? { drivers: [] };
  return {
    kind: 'is',
    value: {
      ...rest,
      signals,
      priority: texts.priority,
      ...(horizonSteps === undefined ? {} : { horizonSteps }),
      ...(models.length === 0 ? {} : { models }),
      ...(texts.levels.length === 0 ? {} : { levels: texts.levels }),
    },
  };
}
