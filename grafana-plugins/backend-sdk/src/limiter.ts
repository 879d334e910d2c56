/** Runs at most so many tasks at a time, the rest in the order they came. */
export interface Limiter {
  /** Rejects with the reason of the signal when it aborts while the task still waits; a task that has begun is left to itself. */
  run<T>(task: () => Promise<T>, signal: AbortSignal): Promise<T>;
  readonly running: number;
  readonly waiting: number;
}

export function openLimiter(limit: number): Limiter {
  let running = 0;
  const queue = new Set<() => void>();

  const next = (): void => {
    const [first] = queue;
    if (!first || running >= limit) return;
    queue.delete(first);
    running += 1;
    first();
  };
  const turn = (signal: AbortSignal): Promise<void> =>
    new Promise((resolve, reject) => {
      const start = (): void => {
        signal.removeEventListener('abort', giveUp);
        resolve();
      };
      const giveUp = (): void => {
        queue.delete(start);
        reject(signal.reason as Error);
      };
      if (signal.aborted) return giveUp();
      signal.addEventListener('abort', giveUp, { once: true });
      queue.add(start);
      next();
    });

  return {
    async run(task, signal) {
      await turn(signal);
      try {
        return await task();
      } finally {
        running -= 1;
        next();
      }
    },
    get running() {
      return running;
    },
    get waiting() {
      return queue.size;
    },
  };
}
