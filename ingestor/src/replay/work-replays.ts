import { ARCHIVE_REPLAY_QUEUE, archiveReplaySchema } from '@wellhead/contracts';
import { type Jobs, openRuns } from '@wellhead/stores';
import type { Logger } from 'pino';
import type { Pool } from 'pg';
import type { Ingestor } from '../start-ingestor.js';

/** How often a run says how far it has come, in ms. */
const REPORT_MS = 1_000;

/** Carries out replays that were asked for by a job; each is a run (`kind` replay, `name` archive) with its progress in `detail`. */
export async function workReplays(parts: {
  readonly jobs: Jobs;
  readonly pool: Pool;
  readonly log: Logger;
  readonly replay: Ingestor['replay'];
}): Promise<void> {
  const { jobs, pool, log } = parts;
  const runs = openRuns(pool);
  await jobs.work(ARCHIVE_REPLAY_QUEUE, async ({ id, data, attempt }) => {
    const request = archiveReplaySchema.parse(data);
    const run = await runs.start({ id, kind: 'replay', name: 'archive', reason: 'demand', detail: request, attempt });
    let reportedMs = performance.now();
    let reporting = Promise.resolve();
    try {
      const outcome = await parts.replay(request, (progress) => {
        if (performance.now() - reportedMs < REPORT_MS) return;
        reportedMs = performance.now();
        reporting = reporting
          .then(() => run.report({ ...progress }))
          .catch((error: unknown) => log.debug({ err: error }, 'replay progress not written'));
      });
      await reporting;
      await run.succeed({ ...outcome });
      log.info({ ...request, ...outcome }, 'archive replayed');
      return { ...outcome };
    } catch (error) {
      await run.fail(error instanceof Error ? error : String(error));
      throw error;
    }
  });
}
