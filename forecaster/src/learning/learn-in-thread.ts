import type { Worker } from 'node:worker_threads';
import { startWorker, workerScript } from '@wellhead/stores';
import type { LearningOutcomes, LearningReply, LearningRequest } from './messages.js';

export interface LearningThread {
  /** Learns in a thread of its own, which ends with it. Rejects when the thread dies or is closed. */
  learn<Kind extends LearningRequest['kind']>(
    request: Extract<LearningRequest, { kind: Kind }>,
    onEpoch?: (epoch: number, loss: number) => void,
  ): Promise<LearningOutcomes[Kind]>;
  /** Ends what is being learnt: nothing of it is kept. */
  close(): Promise<void>;
}

export function openLearningThread(script: URL = workerScript('learning-worker', import.meta.url)): LearningThread {
  let isClosed = false;
  const busy = new Set<Worker>();
  return {
    async learn<Kind extends LearningRequest['kind']>(
      request: Extract<LearningRequest, { kind: Kind }>,
      onEpoch?: (epoch: number, loss: number) => void,
    ) {
      if (isClosed) throw new Error('the forecaster is closing');
      const worker = startWorker(script);
      busy.add(worker);
      try {
        return await new Promise<LearningOutcomes[Kind]>((resolve, reject) => {
          worker.on('message', (reply: LearningReply) => {
            if (reply.kind === 'epoch') onEpoch?.(reply.epoch, reply.loss);
            else if (reply.kind === 'failed') reject(new Error(reply.reason));
            // The thread answers what it was asked.
            else resolve(reply.outcome as LearningOutcomes[Kind]);
          });
          worker.on('error', (cause) => reject(new Error('the training thread crashed', { cause })));
          worker.on('exit', (code) =>
            reject(new Error(isClosed ? 'the forecaster is closing' : `the training thread ended with code ${code}`)),
          );
          worker.postMessage(request);
        });
      } finally {
        busy.delete(worker);
        await worker.terminate();
      }
    },
    async close() {
      isClosed = true;
      await Promise.all([...busy].map((worker) => worker.terminate()));
    },
  };
}
