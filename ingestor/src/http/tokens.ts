import { createHash, timingSafeEqual } from 'node:crypto';
import { checkToken, type TokenScope } from '@wellhead/stores';
import type { Pool } from 'pg';

/** Whose token came with a request. */
export type TokenVerdict =
  | { readonly kind: 'known'; readonly id: string; readonly scopes: readonly TokenScope[] }
  | { readonly kind: 'unknown' }
  /** Postgres could not be asked. */
  | { readonly kind: 'unavailable'; readonly cause: Error };

export interface TokenGate {
  check(token: string | undefined): Promise<TokenVerdict> | TokenVerdict;
}

/** How long an answer of Postgres is kept, in ms: a revoked token works so long, a new one is unknown so long. */
const KEPT_MS = 30_000;
const KEPT_UNKNOWN_MS = 2_000;
const MAX_KEPT = 10_000;

const hashOf = (token: string): Buffer => createHash('sha256').update(token).digest();

/**
 * Checks tokens: the configured one, which may do everything, and those in Postgres. Only hashes are compared, in constant time or as
 * keys that a guesser cannot steer.
 */
export function openTokenGate(pool: Pool, configured: string | undefined, clock: () => number): TokenGate {
  const configuredHash = configured === undefined ? undefined : hashOf(configured);
  const kept = new Map<string, { readonly verdict: TokenVerdict; readonly untilMs: number }>();
  const all: TokenVerdict = { kind: 'known', id: 'configured', scopes: ['write', 'read', 'manage'] };
  async function ask(token: string, key: string): Promise<TokenVerdict> {
    try {
      const found = await checkToken(pool, token);
      const verdict: TokenVerdict = found ? { kind: 'known', ...found } : { kind: 'unknown' };
      if (kept.size >= MAX_KEPT) kept.clear();
      kept.set(key, { verdict, untilMs: clock() + (found ? KEPT_MS : KEPT_UNKNOWN_MS) });
      return verdict;
    } catch (error) {
      return { kind: 'unavailable', cause: error instanceof Error ? error : new Error(String(error)) };
    }
  }
  return {
    check(token) {
      if (token === undefined || token === '' || token.length > 1_024) return { kind: 'unknown' };
      const hash = hashOf(token);
      if (configuredHash && timingSafeEqual(hash, configuredHash)) return all;
      const key = hash.toString('base64');
      const held = kept.get(key);
      return held && held.untilMs > clock() ? held.verdict : ask(token, key);
    },
  };
}

/**
 * The token of a request, as InfluxDB's clients send it: `Authorization: Bearer …`, `Token …` (version 1: `Token user:password`),
 * `Basic …` (the password), or the query's `p` beside `u`.
 */
export function tokenOf(authorization: string | undefined, query: URLSearchParams): string | undefined {
  const parts = /^(bearer|token|basic)\s+(\S+)\s*$/i.exec(authorization ?? '');
  if (!parts) return authorization === undefined ? (query.get('p') ?? undefined) : undefined;
  const text = parts[2] ?? '';
  const scheme = parts[1]?.toLowerCase();
  if (scheme === 'basic') return behindColon(Buffer.from(text, 'base64').toString('utf8'));
  return scheme === 'token' ? behindColon(text) : text;
}

const behindColon = (text: string): string => text.slice(text.indexOf(':') + 1);
