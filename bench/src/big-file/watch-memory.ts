import { readFileSync } from 'node:fs';
import { memoryOf, processTree } from '../../../standalone/testing/standalone-process.js';

const EVERY_MS = 500;

/** The most that was resident at one moment, in bytes: of this process and those that it started, without Postgres; and of Postgres' processes, shared pages by their share. */
export interface MemoryPeaks {
  readonly flow: number;
  readonly postgres: number;
}

/** Looks twice a second until `stop`. Linux. */
export function watchMemory(): { stop(): MemoryPeaks } {
  const peaks = { flow: 0, postgres: 0 };
  const look = (): void => {
    const sums = { flow: 0, postgres: 0 };
    for (const pid of processTree(process.pid)) {
      try {
        const isPostgres = readFileSync(`/proc/${pid}/comm`, 'utf8').trim() === 'postgres';
        const { rss, pss } = memoryOf([pid]);
        if (isPostgres) sums.postgres += pss;
        else sums.flow += rss;
      } catch (error) {
        // It ended between the list and the look.
        if (!['ENOENT', 'ESRCH'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
      }
    }
    peaks.flow = Math.max(peaks.flow, sums.flow);
    peaks.postgres = Math.max(peaks.postgres, sums.postgres);
  };
  const timer = setInterval(look, EVERY_MS);
  return {
    stop: () => {
      clearInterval(timer);
      return peaks;
    },
  };
}
