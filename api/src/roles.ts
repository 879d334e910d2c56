import { type Clock, type Role, ROLES, type TokenScope } from '@wellhead/contracts';
import { openTokenCache, useTokens } from '@wellhead/stores';
import type { Request } from 'express';
import type pg from 'pg';

export const mayActAs = (role: Role, needed: Role): boolean => ROLES.indexOf(role) >= ROLES.indexOf(needed);

/** Who asks; undefined for somebody unknown. */
export type RoleOf = (request: Request) => Role | undefined | Promise<Role | undefined>;

/** The token of `Authorization: Bearer …` or, as InfluxDB spells it, `Token …`. */
const tokenOf = (request: Request): string | undefined =>
  /^(?:bearer|token)\s+(\S+)\s*$/i.exec(request.headers.authorization ?? '')?.[1];

const roleOfScopes = (scopes: readonly TokenScope[]): Role | undefined =>
  scopes.includes('manage') ? 'admin' : scopes.includes('read') ? 'viewer' : undefined;

const LOOPBACK = new Set(['127.0.0.1', '::1', '::ffff:127.0.0.1']);
const LOOPBACK_HOSTS = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/;

/**
 * True for a program or browser of this very machine: the peer is loopback, no proxy stands between, and the page that asks was opened
 * under a loopback name (a foreign page whose name was made to point here says its own).
 */
function isLoopback(request: Request): boolean {
  const { host = '', forwarded, 'x-forwarded-for': forwardedFor } = request.headers;
  return (
    LOOPBACK.has(request.socket?.remoteAddress ?? '') &&
    LOOPBACK_HOSTS.test(host) &&
    forwarded === undefined &&
    forwardedFor === undefined
  );
}

/**
 * Roles by token: the configured one and tokens with the scope `manage` are admins, those with `read` viewers. Without a token somebody
 * on this machine has `loopbackRole`, if given. Answers of Postgres are kept for 30 s.
 */
export function rolesByToken(options: {
  readonly pool: pg.Pool;
  readonly clock: Clock;
  readonly token?: string | undefined;
  readonly loopbackRole?: Role | undefined;
}): RoleOf {
  const cache = openTokenCache(options.pool, options.token, options.clock);
  const seen = new WeakSet<object>();
  return async (request) => {
    const text = tokenOf(request);
    if (text === undefined)
      return request.headers.authorization === undefined && isLoopback(request) ? options.loopbackRole : undefined;
    const verdict = await cache.check(text);
    switch (verdict.kind) {
      case 'configured':
        return 'admin';
      case 'unknown':
        return undefined;
      case 'unavailable':
        throw verdict.cause;
      case 'known': {
        const { token } = verdict;
        // Each answer of Postgres is a use, every half a minute at most.
        if (!seen.has(token)) await useTokens(options.pool, [{ token: token.id, requests: 1, lines: 0, bytes: 0 }]);
        seen.add(token);
        return roleOfScopes(token.scopes);
      }
      default:
        return verdict satisfies never;
    }
  };
}
