import type pg from 'pg';

/** How far a source has come in one of its streams. */
export interface SourcePosition {
  /** Part of the source with an order of its own: `orders/3` (topic/partition), a file, a feed. */
  readonly stream: string;
  /** Grows along the stream: offset, byte, page. A whole number. */
  readonly position: number;
  /** What the source needs to go on, where a number does not say it. */
  readonly cursor?: string;
}

export interface KeptPosition extends SourcePosition {
  readonly source: string;
  readonly ingestor: string;
}

/**
 * Writes positions down, in the transaction of the rows that they stand for. Each stream may be there once. A stream never goes back, except in
 * the ingestor that wrote it last: its spool is in order, so there a smaller position means that the stream began anew (a topic made again).
 */
export async function savePositions(client: pg.ClientBase, positions: readonly KeptPosition[]): Promise<void> {
  if (positions.length === 0) return;
  await client.query(
    `insert into ops.source_positions as p (source, stream, position, cursor, ingestor)
     select r.source, r.stream, r.position, coalesce(r.cursor, ''), r.ingestor
     from jsonb_to_recordset($1::jsonb) as r (source text, stream text, position bigint, cursor text, ingestor text)
     on conflict (source, stream) do update
       set position = excluded.position, cursor = excluded.cursor, ingestor = excluded.ingestor, updated_at = now()
       where excluded.position >= p.position or excluded.ingestor = p.ingestor`,
    [JSON.stringify(positions)],
  );
}

/** Where the sources stand, as Postgres knows it. */
export async function listPositions(pool: pg.Pool): Promise<readonly KeptPosition[]> {
  const { rows } = await pool.query<{
    source: string;
    stream: string;
    position: string;
    cursor: string;
    ingestor: string;
  }>('select source, stream, position, cursor, ingestor from ops.source_positions');
  return rows.map(({ position, cursor, ...row }) => ({
    ...row,
    position: Number(position),
    ...(cursor === '' ? {} : { cursor }),
  }));
}
