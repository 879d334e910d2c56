import { type ChildProcess, fork } from 'node:child_process';
import { workerScript } from '../workers/start-worker.js';
import type {
  OperationName,
  TransformOperations,
  TransformProgress,
  TransformReply,
  TransformRequest,
} from './transform-messages.js';

/** A process that transforms files, one order after the other. */
export interface Transforms {
  /** Rejects with one sentence; when `signal` aborts the process is killed, and the next order has a new one. */
  ask<Name extends OperationName>(
    op: Name,
    order: TransformOperations[Name]['ask'],
    signal: AbortSignal,
    onProgress?: (progress: TransformProgress) => void,
  ): Promise<TransformOperations[Name]['answer']>;
  close(): void;
}

/** A process that nothing came for ends after this time, and gives back its memory. */
const IDLE_MS = 30_000;

/**
 * A process with DuckDB in it for files of any size, started when it is needed. A process and not a thread: what it takes in memory is given back, and a
 * file that breaks it breaks nothing else. One for all: of two large files only one is in memory.
 */
export function openTransforms(): Transforms {
  let child: ChildProcess | undefined;
  let retirement: NodeJS.Timeout | undefined;
  let turn: Promise<unknown> = Promise.resolve();

  const end = (): void => {
    clearTimeout(retirement);
    child?.kill('SIGKILL');
    child = undefined;
  };
  const running = (): ChildProcess => {
    clearTimeout(retirement);
    if (child?.connected !== true) child = startProcess();
    return child;
  };

  return {
    ask: (op, order, signal, onProgress = () => {}) => {
      const mine = turn.then(async () => {
        signal.throwIfAborted();
        const at = running();
        signal.addEventListener('abort', end, { once: true });
        try {
          return await answerOf(at, op, order, onProgress);
        } finally {
          signal.removeEventListener('abort', end);
          retirement = setTimeout(end, IDLE_MS);
          retirement.unref();
        }
      });
      turn = mine.catch(() => {});
      return mine;
    },
    close: end,
  };
}

function startProcess(): ChildProcess {
  const script = workerScript('transform-process', import.meta.url);
  const isSource = script.pathname.endsWith('.ts');
  const child = isSource
    ? fork(new URL('../workers/ts-worker.mjs', import.meta.url), [script.href], { execArgv: [] })
    : fork(script, [], { execArgv: [] });
  child.unref();
  child.channel?.unref();
  return child;
}

function answerOf<Name extends OperationName>(
  child: ChildProcess,
  op: Name,
  order: TransformOperations[Name]['ask'],
  onProgress: (progress: TransformProgress) => void,
): Promise<TransformOperations[Name]['answer']> {
  return new Promise((resolve, reject) => {
    child.channel?.ref();
    const settle = (): void => {
      child.off('message', onMessage).off('exit', onExit).off('error', onError);
      child.channel?.unref();
    };
    const fail = (reason: string, cause?: Error): void => {
      settle();
      reject(new Error(reason, { cause }));
    };
    const onMessage = (reply: TransformReply): void => {
      if (reply.kind === 'progress') return onProgress(reply);
      if (reply.kind === 'failed') return fail(reply.reason);
      settle();
      resolve(reply.answer as TransformOperations[Name]['answer']);
    };
    const onExit = (code: number | null, ended: string | null): void =>
      fail(`the process that transforms ended (${ended ?? `code ${code}`}): is there memory enough for it?`);
    const onError = (error: Error): void => fail(`the process that transforms failed: ${error.message}`, error);
    child.on('message', onMessage).on('exit', onExit).on('error', onError);
    child.send({ op, ask: order } as TransformRequest, (error) => {
      if (error) fail(`the process that transforms cannot be reached: ${error.message}`, error);
    });
  });
}
