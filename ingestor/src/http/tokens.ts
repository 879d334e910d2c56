import { matcherOf, ProblemError, type TokenScope } from '@wellhead/contracts';
import { openTokenCache, type TokenUse, useTokens } from '@wellhead/stores';
import type { Logger } from 'pino';
import type { Pool } from 'pg';
import { type Allowance, openAllowance } from './allowance.js';

/** A token that came with a request, and what it may do. */
export interface Permit {
  readonly id: string;
  readonly scopes: readonly TokenScope[];
  mayWriteAs(source: string): boolean;
  /** Patterns of the assets that it may write; empty = any. */
  readonly assets: readonly string[];
  readonly allowance: Pick<Allowance, 'wait' | 'spend'> | undefined;
}

export interface TokenGate {
  /** Throws a ProblemError for a token that is unknown, or that cannot be checked now. */
  admit(token: string | undefined): Promise<Permit> | Permit;
  /** Counts rows of a file against the token that it came with: how many there are is known long after its request. */
  spendLater(token: string, lines: number): void;
  /** Writes down what tokens have sent since it was last done. */
  report(): Promise<void>;
  close(): Promise<void>;
}

/** How often the use of tokens is written down, in ms: not with every request. */
const REPORT_MS = 10_000;

const everything: Permit = {
  id: 'configured',
  scopes: ['write', 'read', 'manage'],
  mayWriteAs: () => true,
  assets: [],
  allowance: undefined,
};

/** Admits who brings a token; one hash and a look into a map a request. Rates and quotas are those of this ingestor. */
export function openTokenGate(pool: Pool, configured: string | undefined, clock: () => number, log: Logger): TokenGate {
  const cache = openTokenCache(pool, configured, clock);
  const permits = new WeakMap<object, Permit>();
  const allowances = new Map<string, Allowance>();
  let uses = new Map<string, { token: string; requests: number; lines: number; bytes: number }>();

  function permitOf(verdict: Awaited<ReturnType<typeof cache.check>>): Permit {
    switch (verdict.kind) {
      case 'configured':
        return everything;
      case 'unknown':
        throw new ProblemError('unauthorized', 'A valid token is required.');
      case 'unavailable':
        throw new ProblemError('store-unavailable', 'Tokens cannot be checked now; send it again later.', {
          retryAfterSeconds: 2,
          cause: verdict.cause,
        });
      case 'known': {
        const { token } = verdict;
        const held = permits.get(token);
        if (held) return held;
        const { id, scopes, sources, assets, limits, linesToday } = token;
        const allowance = allowances.get(id) ?? openAllowance(limits, linesToday, clock);
        allowance.change(limits);
        allowances.set(id, allowance);
        const permit: Permit = {
          id,
          scopes,
          mayWriteAs: matcherOf(sources),
          assets,
          allowance: {
            wait: () => allowance.wait(),
            spend(lines, bytes) {
              allowance.spend(lines, bytes);
              note(id, lines, bytes);
            },
          },
        };
        permits.set(token, permit);
        note(id, 0, 0);
        return permit;
      }
      default:
        return verdict satisfies never;
    }
  }

  function note(token: string, lines: number, bytes: number, requests = 1): void {
    const use = uses.get(token);
    if (!use) {
      uses.set(token, { token, requests, lines, bytes });
      return;
    }
    use.requests += requests;
    use.lines += lines;
    use.bytes += bytes;
  }

  async function report(): Promise<void> {
    const told = uses;
    uses = new Map();
    try {
      await useTokens(pool, [...told.values()] satisfies TokenUse[]);
    } catch (error) {
      // Told again next time, with what came meanwhile.
      for (const { token, requests, lines, bytes } of told.values()) {
        const use = uses.get(token) ?? { token, requests: 0, lines: 0, bytes: 0 };
        uses.set(token, {
          token,
          requests: use.requests + requests,
          lines: use.lines + lines,
          bytes: use.bytes + bytes,
        });
      }
      throw error;
    }
  }
  const timer = setInterval(() => {
    report().catch((error: Error) => log.debug({ reason: error.message }, 'use of tokens not written'));
  }, REPORT_MS);
  timer.unref();

  return {
    admit(token) {
      const verdict = cache.check(token);
      return verdict instanceof Promise ? verdict.then(permitOf) : permitOf(verdict);
    },
    spendLater(token, lines) {
      allowances.get(token)?.spend(lines, 0, 0);
      note(token, lines, 0, 0);
    },
    report,
    async close() {
      clearInterval(timer);
      await report().catch((error: Error) => log.debug({ reason: error.message }, 'use of tokens not written'));
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
