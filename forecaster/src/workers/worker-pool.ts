import os from 'node:os';
import type { Worker } from 'node:worker_threads';
import { startWorker, workerScript } from '@wellhead/stores';
import type { Logger } from 'pino';
import type { BatchRequest } from './forecast-batch.js';
import type { BatchReply, WorkerReply } from './messages.js';

/** Somebody waits for it, or nobody does. */
export type Urgency = 'awaited' | 'scheduled';

export interface WorkerPool {
  /** Most threads. */
  readonly size: number;
  /** Runs one batch on the next free worker, what is awaited before what is scheduled. A failure is an outcome: the pool goes on with other batches. */
  forecast(batch: BatchRequest, urgency?: Urgency): Promise<BatchReply>;
  /** Stops all workers; batches under way fail. */
  close(): Promise<void>;
}

export interface WorkerPoolOptions {
  readonly log: Logger;
  /** Threads; default: one a core, at most 4. Each holds about 60 MB once it has worked. */
  readonly workers?: number;
  /** A batch that takes longer is given up and its worker replaced. */
  readonly batchTimeoutMs?: number;
  /** Waiting workers end after this time, ms; the next batch starts one again (20–100 ms a session). */
  readonly idleMs?: number;
  readonly script?: URL;
}

interface Task {
  readonly batch: BatchRequest;
  readonly urgency: Urgency;
  readonly settle: (reply: BatchReply) => void;
}

const DEFAULT_BATCH_TIMEOUT_MS = 120_000;
const DEFAULT_IDLE_MS = 30_000;

/**
 * Worker threads are started when there is work for them and stay, with their sessions, until no batch has come for a while. They end
 * then, since a thread keeps the memory of its largest batch: 1,840 forecasts left 1.3 GB resident, 0.35 GB without the threads.
 */
export function openWorkerPool({
  log,
  workers: limit = Math.max(1, Math.min(4, os.availableParallelism())),
  batchTimeoutMs = DEFAULT_BATCH_TIMEOUT_MS,
  idleMs = DEFAULT_IDLE_MS,
  script = workerScript('forecast-worker', import.meta.url),
}: WorkerPoolOptions): WorkerPool {
  const queue: Task[] = [];
  const idle: Worker[] = [];
  const busy = new Map<Worker, Task & { readonly timer: NodeJS.Timeout }>();
  let closed = false;
  let retirement: NodeJS.Timeout | undefined;

  const retireIdle = (): void => {
    for (const worker of idle.splice(0)) void worker.terminate();
  };

  const finish = (worker: Worker, reply: BatchReply): void => {
    const task = busy.get(worker);
    if (!task) return;
    busy.delete(worker);
    clearTimeout(task.timer);
    task.settle(reply);
  };

  /** The worker is gone or not to be trusted: its batch is lost, with the reason, the next batch starts another one. */
  const discard = (worker: Worker, reason: string): void => {
    const at = idle.indexOf(worker);
    if (at >= 0) idle.splice(at, 1);
    if (!closed && busy.has(worker)) log.error({ reason }, 'forecast worker lost');
    finish(worker, { kind: 'lost', reason });
    void worker.terminate();
    next();
  };

  const start = (): Worker => {
    const worker = startWorker(script);
    worker.on('message', (reply: WorkerReply) => {
      // A late word of a worker that was given up.
      if (!busy.has(worker)) return;
      finish(worker, reply);
      idle.push(worker);
      clearTimeout(retirement);
      retirement = setTimeout(retireIdle, idleMs).unref();
      next();
    });
    worker.on('error', (error) => discard(worker, `the forecast worker crashed: ${error.message}`));
    worker.on('exit', (code) => discard(worker, `the forecast worker ended with code ${code}`));
    // Waiting workers must not keep a finished process alive; the timer of a batch does while there is work.
    worker.unref();
    return worker;
  };

  const next = (): void => {
    while (!closed && queue.length > 0 && (idle.length > 0 || busy.size < limit)) {
      const awaited = queue.findIndex(({ urgency }) => urgency === 'awaited');
      const [task] = queue.splice(Math.max(0, awaited), 1) as [Task];
      const worker = idle.pop() ?? start();
      const timer = setTimeout(
        () => discard(worker, `the batch of ${task.batch.series.length} series took longer than ${batchTimeoutMs} ms`),
        batchTimeoutMs,
      );
      busy.set(worker, { ...task, timer });
      worker.postMessage(task.batch);
    }
  };

  return {
    size: limit,
    forecast: (batch, urgency = 'scheduled') =>
      new Promise((settle) => {
        if (closed) return settle({ kind: 'failed', reason: 'the forecaster is closing' });
        queue.push({ batch, urgency, settle });
        next();
      }),
    async close() {
      closed = true;
      clearTimeout(retirement);
      for (const task of queue.splice(0)) task.settle({ kind: 'failed', reason: 'the forecaster is closing' });
      const all = [...idle.splice(0), ...busy.keys()];
      for (const worker of busy.keys()) finish(worker, { kind: 'failed', reason: 'the forecaster is closing' });
      await Promise.all(all.map((worker) => worker.terminate()));
    },
  };
}
