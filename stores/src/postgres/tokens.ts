import { createHash, randomBytes, randomUUID } from 'node:crypto';
import type pg from 'pg';
import { z } from 'zod';

/** What a token may do: write readings and records, read through the API, manage limits, runs and tokens. */
export const TOKEN_SCOPES = ['write', 'read', 'manage'] as const;
export const tokenScopeSchema = z.enum(TOKEN_SCOPES);
export type TokenScope = z.infer<typeof tokenScopeSchema>;

export interface TokenInfo {
  readonly id: string;
  readonly name: string;
  readonly scopes: readonly TokenScope[];
  readonly createdAtMs: number;
  readonly lastUsedAtMs: number | null;
}

const hashOf = (token: string): Buffer => createHash('sha256').update(token).digest();

/**
 * Makes a token; its text is told here once and only its hash is kept. With `secret` (a token the operator chose) the same secret
 * again answers with the token that is there, its name and scopes brought up to date.
 */
export async function createToken(
  pool: pg.Pool,
  options: { readonly name: string; readonly scopes: readonly TokenScope[]; readonly secret?: string | undefined },
): Promise<{ readonly id: string; readonly token: string }> {
  const token = options.secret ?? `wh_${randomBytes(32).toString('base64url')}`;
  const { rows } = await pool.query<{ id: string }>(
    `insert into ops.tokens (id, name, hash, scopes) values ($1, $2, $3, $4)
     on conflict (hash) do update set name = excluded.name, scopes = excluded.scopes, revoked_at = null
     returning id`,
    [randomUUID(), options.name, hashOf(token), options.scopes],
  );
  return { id: rows[0]?.id ?? '', token };
}

/** Whose token this is and what it may do; undefined for an unknown or revoked one. The caller may keep the answer for 30 s. */
export async function checkToken(
  pool: pg.Pool,
  token: string,
): Promise<{ readonly id: string; readonly scopes: readonly TokenScope[] } | undefined> {
  const { rows } = await pool.query<{ id: string; scopes: TokenScope[]; stale: boolean }>(
    `select id, scopes, last_used_at is null or last_used_at < now() - interval '1 minute' as stale
     from ops.tokens where hash = $1 and revoked_at is null`,
    [hashOf(token)],
  );
  const found = rows[0];
  if (found === undefined) return undefined;
  // The last use is kept to the minute: a write for every check would cost more than the check.
  if (found.stale) await pool.query('update ops.tokens set last_used_at = now() where id = $1', [found.id]);
  return { id: found.id, scopes: found.scopes };
}

/** Tokens in force, without their text. */
export async function listTokens(pool: pg.Pool): Promise<readonly TokenInfo[]> {
  const { rows } = await pool.query<{
    id: string;
    name: string;
    scopes: TokenScope[];
    created_at: Date;
    last_used_at: Date | null;
  }>('select id, name, scopes, created_at, last_used_at from ops.tokens where revoked_at is null order by created_at');
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    scopes: row.scopes,
    createdAtMs: row.created_at.getTime(),
    lastUsedAtMs: row.last_used_at?.getTime() ?? null,
  }));
}

/** Ends a token at once (within 30 s where answers are kept); false when it is not there. */
export async function revokeToken(pool: pg.Pool, id: string): Promise<boolean> {
  const { rowCount } = await pool.query(
    'update ops.tokens set revoked_at = now() where id = $1 and revoked_at is null',
    [id],
  );
  return rowCount === 1;
}
