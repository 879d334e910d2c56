import { reportOrderFault, type Pack, type reportJobSchema } from '@wellhead/contracts';
import { openCatalogue, openRuns } from '@wellhead/stores';
import type { z } from 'zod';
import { lastFullDay } from '../days.js';
import type { FlowServices } from '../run-flow.js';
import { makeReport } from './make-report.js';

/** A report with its queries and drawing is not worth more time than this. */
const REPORT_MS = 5 * 60_000;

/** Makes a report that somebody asked for, with a run of its own. Rejects with the reason, which the run keeps. */
export async function reportOnDemand(
  { report, day, fromDay, asset, reason }: z.infer<typeof reportJobSchema>,
  packs: readonly Pack[],
  services: FlowServices,
): Promise<{ readonly runId: string; readonly id: string }> {
  const found = packs.flatMap((pack) => pack.manifest.reports.map((template) => ({ pack, template })));
  const wanted = found.find(({ template }) => template.name === report);
  if (wanted === undefined)
    throw new Error(
      `there is no report ${report}: there are ${found.map(({ template }) => template.name).join(', ') || 'none'}`,
    );
  const { pack, template } = wanted;
  const assets = await openCatalogue(services.pool).assets();
  const fault = reportOrderFault(template, { day, fromDay, asset }, assets);
  if (fault !== undefined) throw new Error(fault);
  const until = day ?? lastFullDay(services.clock());
  const run = await openRuns(services.pool).start({
    kind: 'report',
    name: report,
    reason,
    detail: { day: until, fromDay, asset, pack: pack.manifest.name },
  });
  try {
    const made = await makeReport(
      template,
      { day: until, fromDay, asset: assets.find(({ id }) => id === asset), reason },
      {
        ...services,
        pack,
        signal: AbortSignal.timeout(REPORT_MS),
        log: (level, message, fields = {}) => run.log(level, report, message, fields),
      },
    );
    await run.succeed({ day: until, pack: pack.manifest.name, report: made.id, files: made.files.length });
    return { runId: run.id, id: made.id };
  } catch (error) {
    await run.fail(error instanceof Error ? error.message : String(error));
    throw error;
  }
}
