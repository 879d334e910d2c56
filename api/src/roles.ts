import { createHash, timingSafeEqual } from 'node:crypto';
import type { Clock } from '@wellhead/contracts';
import { checkToken, type TokenScope } from '@wellhead/stores';
import type { Request } from 'express';
import type pg from 'pg';

/** What somebody may do: see, change limits and start runs, manage tokens. Each includes those before it. */
export const ROLES = ['viewer', 'editor', 'admin'] as const;
export type Role = (typeof ROLES)[number];

export const mayActAs = (role: Role, needed: Role): boolean => ROLES.indexOf(role) >= ROLES.indexOf(needed);

/** Who asks; undefined for somebody unknown. */
export type RoleOf = (request: Request) => Role | undefined | Promise<Role | undefined>;

const KEPT_MS = 30_000;
const MOST_KEPT = 10_000;

const hashOf = (text: string): Buffer => createHash('sha256').update(text).digest();

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
  const configured = options.token === undefined ? undefined : hashOf(options.token);
  const kept = new Map<string, { readonly role: Role | undefined; readonly untilMs: number }>();
  return async (request) => {
    const token = tokenOf(request);
    if (token === undefined)
      return request.headers.authorization === undefined && isLoopback(request) ? options.loopbackRole : undefined;
    const hash = hashOf(token);
    if (configured !== undefined && timingSafeEqual(hash, configured)) return 'admin';
    const key = hash.toString('base64');
    const before = kept.get(key);
    if (before !== undefined && before.untilMs > options.clock()) return before.role;
    const found = await checkToken(options.pool, token);
    const role = found === undefined ? undefined : roleOfScopes(found.scopes);
    if (kept.size >= MOST_KEPT) kept.clear();
    kept.set(key, { role, untilMs: options.clock() + KEPT_MS });
    return role;
  };
}
