import { parentPort, threadId } from 'node:worker_threads';
import type { WorkerReply, WorkerRequest } from '../messages.js';

/** A worker for the tests of the pool, which dies as it is told: horizon 666 exits, 667 throws, 668 never answers, 669 tells its thread. */
parentPort?.on('message', ({ shape }: WorkerRequest) => {
  switch (shape.horizonSteps) {
    case 666:
      process.exit(3);
      break;
    case 667:
      throw new Error('out of luck');
    case 668:
      for (;;);
    case 669:
      parentPort?.postMessage({ kind: 'failed', reason: `thread ${threadId}` } satisfies WorkerReply);
      break;
    default:
      parentPort?.postMessage({ kind: 'done', outcomes: [] } satisfies WorkerReply);
  }
});
