import type { QuarantineState } from '@wellhead/contracts';

export interface QuarantineFilter {
  readonly state?: QuarantineState | undefined;
  readonly ids?: readonly number[] | undefined;
  readonly source?: string | undefined;
  readonly refusedBy?: string | undefined;
  /** Text within a reason, the first or the last one, in any case. */
  readonly reason?: string | undefined;
  /** Value of the tag `asset`. */
  readonly asset?: string | undefined;
  /** Received at or after, and before. */
  readonly fromMs?: number | undefined;
  readonly toMs?: number | undefined;
}

/** Whether a row of `ops.quarantine` fits; `parametersOf` gives $1 to $8. */
export const FILTER = `($1::text is null or state = $1) and ($2::bigint[] is null or id = any($2)) and ($3::text is null or source = $3)
  and ($4::text is null or refused_by = $4)
  and ($5::text is null or reason ilike $5 or last_reason ilike $5)
  and ($6::text is null or raw ~ $6)
  and ($7::float8 is null or received_at >= to_timestamp($7 / 1000)) and ($8::float8 is null or received_at < to_timestamp($8 / 1000))`;
const within = (text: string): string => `%${text.replace(/[\\%_]/g, '\\$&')}%`;
/** The tag as line protocol and as JSON have it. */
const tagPattern = (asset: string): string =>
  `,asset=${literal(asset.replace(/[,= ]/g, '\\$&'))}(,| |$)|"asset": ?${literal(JSON.stringify(asset))}`;
const literal = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
export const parametersOf = (filter: QuarantineFilter): unknown[] => [
  filter.state ?? null,
  filter.ids ?? null,
  filter.source ?? null,
  filter.refusedBy ?? null,
  filter.reason === undefined ? null : within(filter.reason),
  filter.asset === undefined ? null : tagPattern(filter.asset),
  filter.fromMs ?? null,
  filter.toMs ?? null,
];
