import type { Worker } from 'node:worker_threads';
import type { NumberedSeries, OperationName, Operations, Reply } from './duckdb-messages.js';

export interface WorkerCalls {
  /** Series that the file knew when it was opened. */
  readonly series: readonly NumberedSeries[];
  call<O extends OperationName>(
    op: O,
    ask: Operations[O]['ask'],
    more?: { readonly transfer?: readonly ArrayBuffer[]; readonly signal?: AbortSignal },
  ): Promise<Operations[O]['answer']>;
  close(): Promise<void>;
}

interface Pending {
  readonly resolve: (answer: never) => void;
  readonly reject: (error: Error) => void;
}

/** Waits until the worker has opened its file, then turns its messages into calls. Rejects with the worker's reason. */
export async function callWorker(
  worker: Worker,
  event: (level: 'info' | 'warn', event: string, fields: Readonly<Record<string, number | string>>) => void,
): Promise<WorkerCalls> {
  const pending = new Map<number, Pending>();
  let nextId = 1;
  let ended: Error | undefined;
  let opened: (series: readonly NumberedSeries[]) => void;
  let notOpened: (error: Error) => void;
  const opening = new Promise<readonly NumberedSeries[]>((resolve, reject) => {
    opened = resolve;
    notOpened = reject;
  });
  const exited = new Promise<void>((resolve) => worker.once('exit', () => resolve()));

  const end = (error: Error): void => {
    ended ??= error;
    notOpened(error);
    for (const { reject } of pending.values()) reject(error);
    pending.clear();
  };
  worker.on('error', (cause) => end(new Error(`the telemetry worker failed: ${cause.message}`, { cause })));
  worker.on('exit', () => end(new Error('the telemetry store is closed')));
  worker.on('message', (reply: Reply) => {
    switch (reply.kind) {
      case 'opened':
        return opened(reply.series);
      case 'not-opened':
        return notOpened(new Error(reply.reason));
      case 'event':
        return event(reply.level, reply.event, reply.fields);
      case 'answer':
      case 'failure': {
        const waiting = pending.get(reply.id);
        pending.delete(reply.id);
        return reply.kind === 'answer'
          ? waiting?.resolve(reply.answer as never)
          : waiting?.reject(new Error(reply.reason));
      }
      default:
        return reply satisfies never;
    }
  });

  const call: WorkerCalls['call'] = (op, ask, more = {}) => {
    const { signal, transfer } = more;
    if (signal?.aborted) return Promise.reject(abortError(signal));
    if (ended) return Promise.reject(ended);
    const id = nextId++;
    const answer = new Promise<never>((resolve, reject) => pending.set(id, { resolve, reject }));
    worker.postMessage({ id, op, ask }, [...(transfer ?? [])]);
    if (!signal) return answer;
    const abort = (): void => {
      worker.postMessage({ id, op: 'abort' });
      pending.get(id)?.reject(abortError(signal));
      pending.delete(id);
    };
    signal.addEventListener('abort', abort, { once: true });
    return answer.finally(() => signal.removeEventListener('abort', abort));
  };

  const series = await opening;
  return {
    series,
    call,
    close: async () => {
      if (!ended) await call('close', undefined);
      await exited;
    },
  };
}

const abortError = (signal: AbortSignal): Error =>
  signal.reason instanceof Error ? signal.reason : new Error('read aborted', { cause: signal.reason });
