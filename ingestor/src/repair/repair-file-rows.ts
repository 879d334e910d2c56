import { flowQueue, type FlowJobInput, type QuarantineSelection } from '@wellhead/contracts';
import { type Jobs, keepRefusedAgain, listQuarantine, type QuarantinedRow } from '@wellhead/stores';
import type { Pool } from 'pg';
import type { RepairOutcome } from './repair-quarantine.js';

/** Rows looked at together. */
const PAGE = 1_000;
/** What a run of one day may take. */
const RUN_MS = 900_000;

/**
 * Lets open rows of files in by running the flow that refused them again, for their day: it reads the file as it is in the archive and the corrections
 * behind it, and settles what it takes. A flow that does not run leaves its rows open, with the reason.
 */
export async function repairFileRows(
  { pool, jobs }: { readonly pool: Pool; readonly jobs: Pick<Jobs, 'sendAndWait'> },
  selection: QuarantineSelection,
): Promise<RepairOutcome> {
  const runs = new Map<string, { readonly flow: string; readonly day: string; readonly rows: QuarantinedRow[] }>();
  for (let afterId = 0; ;) {
    const rows = await listQuarantine(pool, { ...selection, state: 'open', afterId, limit: PAGE });
    for (const row of rows.filter(({ kind }) => kind === 'file-rows')) {
      const [flow, day] = [String(row.place['flow']), String(row.place['day'])];
      const run = runs.get(`${flow} ${day}`) ?? { flow, day, rows: [] };
      run.rows.push(row);
      runs.set(`${flow} ${day}`, run);
    }
    const last = rows.at(-1);
    if (!last) break;
    afterId = last.id;
  }
  let replayed = 0;
  let refusedAgain = 0;
  for (const { flow, day, rows } of runs.values()) {
    const job: FlowJobInput = { fromDay: day, toDay: day, reason: 'quarantine' };
    const outcome = await jobs.sendAndWait(flowQueue(flow), job, { timeoutMs: RUN_MS });
    const ids = rows.map(({ id }) => id);
    if (outcome.kind !== 'completed')
      await keepRefusedAgain(
        pool,
        ids.map((id) => ({
          id,
          reason: `the flow ${flow} did not run for ${day}: ${outcome.kind === 'failed' ? outcome.reason : outcome.kind}`,
        })),
      );
    const open = (await listQuarantine(pool, { ids, state: 'open', limit: ids.length })).length;
    replayed += ids.length - open;
    refusedAgain += open;
  }
  return { replayed, refusedAgain };
}
