import {
  ARCHIVE_REPLAY_QUEUE,
  archiveReplaySchema,
  QUARANTINE_REPLAY_QUEUE,
  quarantineSelectionSchema,
} from '@wellhead/contracts';
import { type Jobs, openRuns } from '@wellhead/stores';
import type { Logger } from 'pino';
import type { Pool } from 'pg';
import type { z } from 'zod';
import type { Ingestor } from '../ingestor.js';
import { repairFileRows } from '../repair/repair-file-rows.js';

/** How often a run says how far it has come, in ms. */
const REPORT_MS = 1_000;

/**
 * Carries out what jobs ask for: replays of the raw archive (runs of kind replay, name `archive`) and of quarantine (name `quarantine`). The
 * detail of each run says what was asked, how far it has come, and what came out.
 */
export async function workReplays(parts: {
  readonly jobs: Jobs;
  readonly pool: Pool;
  readonly log: Logger;
  readonly replay: Ingestor['replay'];
  readonly repair: Ingestor['repair'];
}): Promise<void> {
  const { jobs, pool, log } = parts;
  const runs = openRuns(pool);
  // One that another ingestor is at tells its true end when it comes to it.
  await runs.failLeftRunning('replay', 'The ingestor ended; ask again: what is in already is not let in twice.');

  async function work<T extends Readonly<Record<string, unknown>>>(
    queue: string,
    name: string,
    schema: z.ZodType<T>,
    carryOut: (request: T, onProgress: (progress: object) => void) => Promise<object>,
  ): Promise<void> {
    await jobs.work(queue, async ({ id, data, attempt }) => {
      const request = schema.parse(data);
      const run = await runs.start({ id, kind: 'replay', name, reason: 'demand', detail: request, attempt });
      let reportedMs = performance.now();
      let reporting = Promise.resolve();
      const report = (progress: object): void => {
        if (performance.now() - reportedMs < REPORT_MS) return;
        reportedMs = performance.now();
        reporting = reporting
          .then(() => run.report({ ...progress }))
          .catch((error: unknown) => log.debug({ err: error }, 'replay progress not written'));
      };
      try {
        const outcome = await carryOut(request, report);
        await reporting;
        await run.succeed({ ...outcome });
        log.info({ replay: name, request, outcome }, 'replay finished');
        return outcome;
      } catch (error) {
        await reporting;
        await run.fail(error instanceof Error ? error : String(error));
        throw error;
      }
    });
  }

  await work(ARCHIVE_REPLAY_QUEUE, 'archive', archiveReplaySchema, parts.replay);
  await work(QUARANTINE_REPLAY_QUEUE, 'quarantine', quarantineSelectionSchema, async (selection, report) => {
    const ofFiles = await repairFileRows({ pool, jobs }, selection);
    const ofFeed = await parts.repair(selection, report);
    return {
      replayed: ofFiles.replayed + ofFeed.replayed,
      refusedAgain: ofFiles.refusedAgain + ofFeed.refusedAgain,
    };
  });
}
