import type { Worker } from 'node:worker_threads';
import { startWorker, workerScript } from '@wellhead/stores';
import type { ScoreReply } from './anomaly-worker.js';
import { packRequest, type ChannelScores, type Scorer, type ScoreRequest } from './score-readings.js';

/** A thread without work ends after this time: what sends once a day need not hold its 40 MB. */
const IDLE_MS = 30_000;

/**
 * Scores in a thread of its own, so that neither the event loop nor a long batch of forecasts holds scores up. Takes one request at a time. A thread
 * that dies fails its request; the next one starts another.
 */
export function openScoringThread(script: URL = workerScript('anomaly-worker', import.meta.url)): Scorer {
  let worker: Worker | undefined;
  let retirement: NodeJS.Timeout | undefined;
  let failed: ((error: Error) => void) | undefined;

  const end = async (): Promise<void> => {
    const ended = worker;
    worker = undefined;
    await ended?.terminate();
  };
  const start = (): Worker => {
    const started = startWorker(script);
    const lost = (reason: string): void => {
      if (worker === started) worker = undefined;
      failed?.(new Error(reason));
    };
    started.on('error', (error) => lost(`the scoring thread crashed: ${error.message}`));
    started.on('exit', (code) => lost(`the scoring thread ended with code ${code}`));
    started.unref();
    return started;
  };

  return {
    async score(request: ScoreRequest) {
      clearTimeout(retirement);
      const thread = (worker ??= start());
      try {
        return await new Promise<readonly ChannelScores[]>((resolve, reject) => {
          failed = reject;
          thread.once('message', (reply: ScoreReply) =>
            reply.kind === 'done' ? resolve(reply.results) : reject(new Error(`scoring failed: ${reply.reason}`)),
          );
          thread.postMessage(packRequest(request));
        });
      } finally {
        failed = undefined;
        retirement = setTimeout(() => void end(), IDLE_MS).unref();
      }
    },
    async close() {
      clearTimeout(retirement);
      await end();
    },
  };
}
