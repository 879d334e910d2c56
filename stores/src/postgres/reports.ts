import { reportFileSchema, type ReportAnswer } from '@wellhead/contracts';
import type pg from 'pg';
import { z } from 'zod';

export type MadeReport = Readonly<ReportAnswer>;

interface Row {
  id: string;
  report: string;
  pack: string;
  title: string;
  period_from: string;
  period_to: string;
  made_at: Date;
  reason: string;
  files: unknown;
  delivered_to: string[];
}

/** Enters a report whose files are in the archive. */
export async function addReport(pool: pg.Pool, made: MadeReport): Promise<void> {
  await pool.query(
    `insert into ops.reports (id, report, pack, title, period_from, period_to, made_at, reason, files, delivered_to)
     values ($1, $2, $3, $4, $5, $6, to_timestamp($7 / 1000.0), $8, $9, $10)`,
    [
      made.id,
      made.report,
      made.pack,
      made.title,
      made.fromDay,
      made.toDay,
      made.madeAtMs,
      made.reason,
      JSON.stringify(made.files),
      made.deliveredTo,
    ],
  );
}

/** Notes who got a report. */
export async function noteDelivery(pool: pg.Pool, id: string, deliveredTo: readonly string[]): Promise<void> {
  await pool.query('update ops.reports set delivered_to = $2 where id = $1', [id, deliveredTo]);
}

/** Reports, the newest first; all, or those of one template. */
export async function listReports(
  pool: pg.Pool,
  { report, limit = 100 }: { readonly report?: string | undefined; readonly limit?: number | undefined } = {},
): Promise<readonly MadeReport[]> {
  const { rows } = await pool.query<Row>(
    `select id, report, pack, title, period_from::text, period_to::text, made_at, reason, files, delivered_to
     from ops.reports where $1::text is null or report = $1 order by made_at desc, id limit $2`,
    [report ?? null, limit],
  );
  return rows.map((row) => ({
    id: row.id,
    report: row.report,
    pack: row.pack,
    title: row.title,
    fromDay: row.period_from,
    toDay: row.period_to,
    madeAtMs: row.made_at.getTime(),
    reason: row.reason,
    files: z.array(reportFileSchema).parse(row.files),
    deliveredTo: row.delivered_to,
  }));
}
