import { matcherOf } from '@wellhead/contracts';

/** Why the token may not write this asset; undefined if it may. */
export type AssetRule = (asset: string | undefined) => AssetFault | undefined;

export interface AssetFault {
  readonly reason: string;
  readonly field: string;
  readonly found: string;
  readonly expected: string;
}

/** Verdicts that are remembered; a sender with more assets than that has them judged anew. */
const MAX_KEPT = 100_000;

/** The rule of a token that is bound to assets by patterns. Each asset is judged once. */
export function assetRuleOf(patterns: readonly string[]): AssetRule {
  const matches = matcherOf(patterns);
  const kept = new Map<string, AssetFault | undefined>();
  const expected = `an asset that fits ${patterns.join(' or ')}`;
  const reason = 'the token may not write this asset';
  return (asset) => {
    if (asset === undefined) return { reason, field: 'asset', found: 'no asset', expected };
    if (kept.has(asset)) return kept.get(asset);
    const fault = matches(asset) ? undefined : { reason, field: 'asset', found: asset.slice(0, 100), expected };
    if (kept.size >= MAX_KEPT) kept.clear();
    kept.set(asset, fault);
    return fault;
  };
}
