import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { type TokenGrant, tokenGrantSchema, type TokenLimits, type TokenScope } from '@wellhead/contracts';
import type pg from 'pg';

export interface TokenInfo extends TokenGrant {
  readonly id: string;
  readonly name: string;
  readonly createdBy: string;
  readonly createdAtMs: number;
  readonly lastUsedAtMs: number | null;
}

export interface NewToken extends Partial<TokenGrant> {
  readonly name: string;
  readonly scopes: TokenScope[];
  readonly createdBy?: string | undefined;
  /** A token that the operator chose; default: 256 random bits. */
  readonly secret?: string | undefined;
}

const hashOf = (token: string): Buffer => createHash('sha256').update(token).digest();

/**
 * Makes a token; its text is told here once and only its hash is kept. With `secret` the same secret again answers with the token that is
 * there, its name and grant brought up to date.
 */
export async function createToken(
  pool: pg.Pool,
  made: NewToken,
): Promise<{ readonly id: string; readonly token: string }> {
  const token = made.secret ?? `wh_${randomBytes(32).toString('base64url')}`;
  const grant = tokenGrantSchema.parse(made);
  const { rows } = await pool.query<{ id: string }>(
    `insert into ops.tokens (id, name, hash, scopes, sources, assets, expires_at, limits, created_by)
     values ($1, $2, $3, $4, $5, $6, to_timestamp($7::double precision / 1000), $8, $9)
     on conflict (hash) do update set name = excluded.name, scopes = excluded.scopes, sources = excluded.sources,
       assets = excluded.assets, expires_at = excluded.expires_at, limits = excluded.limits, revoked_at = null
     returning id`,
    [
      randomUUID(),
      made.name,
      hashOf(token),
      grant.scopes,
      grant.sources,
      grant.assets,
      grant.expiresAtMs,
      JSON.stringify(grant.limits),
      made.createdBy ?? '',
    ],
  );
  return { id: rows[0]?.id ?? '', token };
}

interface Row {
  id: string;
  name: string;
  scopes: TokenScope[];
  sources: string[];
  assets: string[];
  expires_at: Date | null;
  limits: TokenLimits;
  created_by: string;
  created_at: Date;
  last_used_at: Date | null;
}

const grantOf = (row: Omit<Row, 'created_at' | 'created_by' | 'last_used_at' | 'name' | 'id'>): TokenGrant => ({
  scopes: row.scopes,
  sources: row.sources,
  assets: row.assets,
  expiresAtMs: row.expires_at?.getTime() ?? null,
  limits: row.limits,
});

const IN_FORCE = 'revoked_at is null and (expires_at is null or expires_at > now())';

/** A token that is in force, and what it has sent today (UTC). */
export interface CheckedToken extends TokenGrant {
  readonly id: string;
  readonly linesToday: number;
}

/**
 * Whose token this is and what it may do; undefined for an unknown, expired or revoked one. The caller may keep the answer for 30 s, and
 * tells of its use by `useTokens`.
 */
export async function checkToken(pool: pg.Pool, token: string): Promise<CheckedToken | undefined> {
  const { rows } = await pool.query<Row & { lines_today: string | null }>(
    `select id, scopes, sources, assets, expires_at, limits,
       (select lines from ops.token_use u where u.token = t.id and day = (now() at time zone 'utc')::date) as lines_today
     from ops.tokens t where hash = $1 and ${IN_FORCE}`,
    [hashOf(token)],
  );
  const [found] = rows;
  return found && { id: found.id, linesToday: Number(found.lines_today ?? 0), ...grantOf(found) };
}

/** What a token sent since it was last told. */
export interface TokenUse {
  readonly token: string;
  readonly requests: number;
  readonly lines: number;
  readonly bytes: number;
}

/** Writes down that tokens were used, and how much; tokens that are gone are passed over. */
export async function useTokens(pool: pg.Pool, uses: readonly TokenUse[]): Promise<void> {
  if (uses.length === 0) return;
  await pool.query(
    `with used as (
       select * from jsonb_to_recordset($1::jsonb) as r (token text, requests bigint, lines bigint, bytes bigint)
     ), seen as (
       update ops.tokens t set last_used_at = now() from used where t.id = used.token
       returning t.id
     )
     insert into ops.token_use as u (token, day, requests, lines, bytes)
     select token, (now() at time zone 'utc')::date, requests, lines, bytes from used join seen on seen.id = used.token
     on conflict (token, day) do update set requests = u.requests + excluded.requests,
       lines = u.lines + excluded.lines, bytes = u.bytes + excluded.bytes`,
    [JSON.stringify(uses)],
  );
}

/** Tokens in force, without their text. */
export async function listTokens(pool: pg.Pool): Promise<readonly TokenInfo[]> {
  const { rows } = await pool.query<Row>(`select * from ops.tokens where ${IN_FORCE} order by created_at`);
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    ...grantOf(row),
    createdBy: row.created_by,
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
