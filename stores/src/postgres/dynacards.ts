import { CARD_CLASSES, type CardClass, type DiagnosedCard, type RecordType } from '@wellhead/contracts';
import type pg from 'pg';
import { quoteTable } from './identifiers.js';

/** A row of a table of dynamograms, as Postgres has it: what is in it is not checked yet. */
export interface DynacardRow {
  readonly id: string;
  readonly well_id: unknown;
  readonly taken_at: Date | null;
  readonly strokes_per_minute: unknown;
  readonly position_m: unknown;
  readonly load_n: unknown;
  readonly rods: unknown;
  readonly plunger_diameter_mm: unknown;
  readonly fluid_density_kg_m3: unknown;
  readonly received_at: Date;
}

const COLUMNS = `c.id::text as id, c.well_id, c.taken_at, c.strokes_per_minute::float8, c.position_m, c.load_n, c.rods,
  c.plunger_diameter_mm::float8, c.fluid_density_kg_m3::float8`;

/** Cards that were never diagnosed by this model, or have come again since; the oldest first. */
export async function undiagnosedCards(
  pool: pg.Pool,
  recordType: RecordType,
  { model, limit }: { readonly model: string; readonly limit: number },
): Promise<readonly DynacardRow[]> {
  const { rows } = await pool.query<DynacardRow>(
    `select ${COLUMNS}, c.received_at
     from ${quoteTable(recordType.table)} c
     left join ops.card_diagnoses d on d.record_type = $1 and d.card_id = c.id::text
     where d.card_id is null or d.received_at < c.received_at or d.model <> $2
     order by c.taken_at limit $3`,
    [recordType.type, model, limit],
  );
  return rows;
}

/** Keeps diagnoses; one of the same card is replaced. */
export async function saveDiagnoses(pool: pg.Pool, cards: readonly DiagnosedCard[], nowMs: number): Promise<void> {
  const rows = cards.map(({ recordType, cardId, asset, takenAtMs, receivedAtMs, model, found }) => ({
    record_type: recordType,
    card_id: cardId,
    asset,
    taken_at: new Date(takenAtMs),
    received_at: new Date(receivedAtMs),
    diagnosed_at: new Date(nowMs),
    model,
    ...(found.kind === 'refused'
      ? { refused: found.reason }
      : {
          class: found.class,
          probability: found.probabilities[CARD_CLASSES.indexOf(found.class)],
          probabilities: Object.fromEntries(CARD_CLASSES.map((name, at) => [name, found.probabilities[at]])),
          rule_class: found.ruleClass,
          rule_words: found.ruleWords,
          fillage: found.fillage,
          pump_stroke_m: found.pumpStrokeM,
          fluid_load_n: found.fluidLoadN,
          least_load_n: found.leastLoadN,
          most_load_n: found.mostLoadN,
          pump_position_m: found.pumpPositionM,
          pump_load_n: found.pumpLoadN,
        }),
  }));
  await pool.query(
    `insert into ops.card_diagnoses select * from jsonb_populate_recordset(null::ops.card_diagnoses, $1::jsonb)
     on conflict (record_type, card_id) do update set
       asset = excluded.asset, taken_at = excluded.taken_at, received_at = excluded.received_at, diagnosed_at = excluded.diagnosed_at,
       model = excluded.model, refused = excluded.refused, class = excluded.class, probability = excluded.probability,
       probabilities = excluded.probabilities, rule_class = excluded.rule_class, rule_words = excluded.rule_words,
       fillage = excluded.fillage, pump_stroke_m = excluded.pump_stroke_m, fluid_load_n = excluded.fluid_load_n,
       least_load_n = excluded.least_load_n, most_load_n = excluded.most_load_n,
       pump_position_m = excluded.pump_position_m, pump_load_n = excluded.pump_load_n`,
    [JSON.stringify(rows)],
  );
}

export interface DiagnosisFilter {
  readonly assets: readonly string[];
  readonly classes: readonly CardClass[];
  readonly fromMs: number;
  readonly toMs: number;
  readonly limit: number;
}

/** A diagnosis as it is kept. */
export interface DiagnosisRow {
  readonly record_type: string;
  readonly card_id: string;
  readonly asset: string;
  readonly taken_at: Date;
  readonly model: string;
  readonly refused: string | null;
  readonly class: string | null;
  readonly probability: number | null;
  readonly rule_class: string | null;
  readonly rule_words: string | null;
  readonly fillage: number | null;
  readonly pump_stroke_m: number | null;
  readonly fluid_load_n: number | null;
  readonly least_load_n: number | null;
  readonly most_load_n: number | null;
  readonly pump_position_m: number[] | null;
  readonly pump_load_n: number[] | null;
}

/** The newest diagnoses of a time range, the oldest of them first. */
export async function diagnoses(pool: pg.Pool, filter: DiagnosisFilter): Promise<readonly DiagnosisRow[]> {
  const { rows } = await pool.query<DiagnosisRow>(
    `select * from (
       select * from ops.card_diagnoses
       where taken_at >= to_timestamp($1::double precision / 1000) and taken_at < to_timestamp($2::double precision / 1000)
         and (cardinality($3::text[]) = 0 or asset = any($3)) and (cardinality($4::text[]) = 0 or class = any($4))
       order by taken_at desc, asset limit $5
     ) newest order by taken_at, asset`,
    [filter.fromMs, filter.toMs, filter.assets, filter.classes, filter.limit],
  );
  return rows;
}

/** Surface cards by id. Numbers of Postgres' arrays; a card that is gone is not among them. */
export async function surfaceCards(
  pool: pg.Pool,
  recordType: RecordType,
  ids: readonly string[],
): Promise<
  ReadonlyMap<
    string,
    { readonly positionM: number[]; readonly loadN: number[]; readonly strokesPerMinute: number | null }
  >
> {
  const { rows } = await pool.query<{
    id: string;
    position_m: number[];
    load_n: number[];
    strokes_per_minute: number | null;
  }>(
    `select c.id::text as id, c.position_m, c.load_n, c.strokes_per_minute::float8
     from ${quoteTable(recordType.table)} c where c.id::text = any($1)`,
    [ids],
  );
  return new Map(
    rows.map((row) => [
      row.id,
      { positionM: row.position_m ?? [], loadN: row.load_n ?? [], strokesPerMinute: row.strokes_per_minute },
    ]),
  );
}
