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

/**
 * Checks tokens: the configured one and those in Postgres, asked once in a while and not with every request. Only hashes are compared, in constant
 * time or as keys that a guesser cannot steer.
 */
export function openTokenCache(pool: pg.Pool, configured: string | undefined, clock: Clock): TokenCache {
  const hashOf = (token: string): Buffer => hash('sha256', token, 'buffer');
  const configuredHash = configured === undefined ? undefined : hashOf(configured);
  const kept = new Map<string, { readonly verdict: TokenVerdict; readonly untilMs: number }>();

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
      const digest = hashOf(token);
      if (configuredHash && timingSafeEqual(digest, configuredHash)) return { kind: 'configured' };
      const key = digest.toString('base64');
      const held = kept.get(key);
      return held && held.untilMs > clock() ? held.verdict : ask(token, key);
    },
  };
}
