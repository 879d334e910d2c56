import { hash, timingSafeEqual } from 'node:crypto';
import type { Clock } from '@wellhead/contracts';
import type pg from 'pg';
import { type CheckedToken, checkToken } from '../postgres/tokens.js';

/** Whose token somebody brought. */
export type TokenVerdict =
  /** The one of the configuration, which may do everything. */
  | { readonly kind: 'configured' }
  | { readonly kind: 'known'; readonly token: CheckedToken }
  | { readonly kind: 'unknown' }
  /** Postgres could not be asked. */
  | { readonly kind: 'unavailable'; readonly cause: Error };

export interface TokenCache {
  check(token: string | undefined): Promise<TokenVerdict> | TokenVerdict;
}

/** How long an answer of Postgres is kept, in ms: a revoked token works so long, a new one is unknown so long. */
const KEPT_MS = 30_000;
const KEPT_UNKNOWN_MS = 2_000;
const MAX_KEPT = 10_000;
const MAX_LENGTH = 1_024;
/** Tokens in force that are known by their text as well, for so long: hashing one costs as much as reading a small request. */
const MAX_MET = 1_000;
const MET_MS = 30_000;

interface Kept {
  readonly verdict: TokenVerdict;
  readonly untilMs: number;
}

/**
 * Checks tokens: the configured one and those in Postgres, asked once in a while and not with every request. Hashes are compared, in constant
 * time or as keys that a guesser cannot steer; the text of a token that was let in lately is such a key too, since a map compares it with nothing
 * but a text of the same seeded hash.
 */
export function openTokenCache(pool: pg.Pool, configured: string | undefined, clock: Clock): TokenCache {
  const hashOf = (token: string): Buffer => hash('sha256', token, 'buffer');
  const configuredHash = configured === undefined ? undefined : hashOf(configured);
  const kept = new Map<string, Kept>();
  const met = new Map<string, Kept>();

  function meet(token: string, found: Kept): TokenVerdict {
    if (met.size >= MAX_MET) met.clear();
    met.set(token, { ...found, untilMs: Math.min(found.untilMs, clock() + MET_MS) });
    return found.verdict;
  }

  async function ask(token: string, key: string): Promise<TokenVerdict> {
    try {
      const found = await checkToken(pool, token);
      const verdict: TokenVerdict = found ? { kind: 'known', token: found } : { kind: 'unknown' };
      if (kept.size >= MAX_KEPT) kept.clear();
      const untilMs = clock() + (found ? KEPT_MS : KEPT_UNKNOWN_MS);
      kept.set(key, { verdict, untilMs: Math.min(untilMs, found?.expiresAtMs ?? Number.POSITIVE_INFINITY) });
      return verdict;
    } catch (error) {
      return { kind: 'unavailable', cause: error instanceof Error ? error : new Error(String(error)) };
    }
  }
  return {
    check(token) {
      if (token === undefined || token === '' || token.length > MAX_LENGTH) return { kind: 'unknown' };
      const known = met.get(token);
      if (known && known.untilMs > clock()) return known.verdict;
      const digest = hashOf(token);
      if (configuredHash && timingSafeEqual(digest, configuredHash))
        return meet(token, { verdict: { kind: 'configured' }, untilMs: Number.POSITIVE_INFINITY });
      const key = digest.toString('base64');
      const held = kept.get(key);
      if (!held || held.untilMs <= clock()) return ask(token, key);
      return held.verdict.kind === 'known' ? meet(token, held) : held.verdict;
    },
  };
}
