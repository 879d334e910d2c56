import { readFileSync } from 'node:fs';
import { memoryOf, processTree } from '../../../standalone/testing/standalone-process.js';

const EVERY_MS = 500;

/** Bytes of several processes together, at the moment when they were most: as if each were alone (RSS), and shared pages by their share (PSS). */
export interface MemoryPeaks {
  readonly rss: number;
  readonly pss: number;
}

/** Looks at this process and those that it started, or at those of them that are named so, twice a second until `stop`. Linux. */
export function watchMemory(name?: string): { stop(): MemoryPeaks } {
  const peaks = { rss: 0, pss: 0 };
  const look = (): void => {
    try {
      const { rss, pss } = memoryOf(
        processTree(process.pid).filter((pid) => name === undefined || nameOf(pid) === name),
      );
      peaks.rss = Math.max(peaks.rss, rss);
      peaks.pss = Math.max(peaks.pss, pss);
    } catch (error) {
      // One of them ended between the list and the look.
      if (!['ENOENT', 'ESRCH'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
    }
  };
  const timer = setInterval(look, EVERY_MS);
  return {
    stop: () => {
      clearInterval(timer);
      return peaks;
    },
  };
}

const nameOf = (pid: number): string => readFileSync(`/proc/${pid}/comm`, 'utf8').trim();
