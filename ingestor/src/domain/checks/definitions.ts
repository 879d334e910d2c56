import type { Check, IntakePolicy } from '@wellhead/contracts';

/** What is checked, as the catalogue says now. */
export interface CheckDefinitions {
  readonly checks: readonly Check[];
  /** Of each measurement that a pack declares; no other reading is checked. */
  readonly policies: ReadonlyMap<string, IntakePolicy>;
  /** Assets that are known. */
  readonly assets: ReadonlySet<string>;
  /** The unit of a signal; undefined where the catalogue names none. */
  unitOf(asset: string, measurement: string, field: string): string | undefined;
}

/** The check of a signal: one that names its asset goes before one for all. */
export function checkOf(
  { checks }: CheckDefinitions,
  asset: string,
  measurement: string,
  field: string,
): Check | undefined {
  const same = checks.filter((check) => check.measurement === measurement && check.field === field);
  return same.find(({ assets }) => assets.includes(asset)) ?? same.find(({ assets }) => assets.length === 0);
}
