import type { SilenceTimes } from '@wellhead/contracts';
import { typedNumber } from '../frame/typed-number.js';

export type SilenceRule = SilenceTimes['rules'][number];

/** A rule of silence as a form holds it. */
export interface SilenceTexts {
  readonly asset: string;
  /** `measurement.field` */
  readonly signal: string;
  readonly minutes: string;
}

export const signalsText = ({ asset, measurement, field }: SilenceRule): string => `${asset} ${measurement}.${field}`;

/** The rule that a form stands for; undefined as long as it stands for none. */
export function silenceRuleOf({ asset, signal, minutes }: SilenceTexts): SilenceRule | undefined {
  const [, measurement, field] = /^([^\s.]+)\.(\S+)$/.exec(signal.trim()) ?? [];
  const afterMinutes = typedNumber(minutes);
  if (measurement === undefined || field === undefined || asset.trim() === '') return undefined;
  if (afterMinutes === undefined || afterMinutes <= 0) return undefined;
  return { asset: asset.trim(), measurement, field, afterMinutes };
}

/** The rules with one more, which goes before all others: the first that fits holds. One for the same signals is replaced. */
export const withRule = (rules: readonly SilenceRule[], added: SilenceRule): SilenceRule[] => [
  added,
  ...rules.filter((rule) => signalsText(rule) !== signalsText(added)),
];
