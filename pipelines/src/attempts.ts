/** A step that took longer than it may. Retried like any other failure. */
export class StepTimeout extends Error {
  constructor(timeoutMs: number) {
    super(`it took longer than ${timeoutMs / 1_000} s, which is all the time it has`);
    this.name = 'StepTimeout';
  }
}

export interface Patience {
  /** How often the work is begun at most, 1 = no retry. */
  readonly attempts: number;
  /** Time for each attempt. The work is given a signal that aborts then; work that ignores it is no longer waited for. */
  readonly timeoutMs: number;
  /** Pause before the second attempt; doubled before each further one. */
  readonly firstPauseMs: number;
  readonly wait: (ms: number) => Promise<void>;
  readonly onFailure: (error: unknown, attempt: number) => Promise<void>;
}

async function once<T>(work: (signal: AbortSignal) => Promise<T>, timeoutMs: number): Promise<T> {
  const controller = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      const error = new StepTimeout(timeoutMs);
      reject(error);
      controller.abort(error);
    }, timeoutMs);
  });
  try {
    return await Promise.race([work(controller.signal), tooLate]);
  } finally {
    clearTimeout(timer);
  }
}

/** Begins the work again until it succeeds or its attempts are used up; then rejects with the last error. */
export async function attempt<T>(work: (signal: AbortSignal) => Promise<T>, patience: Patience): Promise<T> {
  for (let number = 1; ; number += 1) {
    try {
      return await once(work, patience.timeoutMs);
    } catch (error) {
      await patience.onFailure(error, number);
      if (number >= patience.attempts) throw error;
      await patience.wait(patience.firstPauseMs * 2 ** (number - 1));
    }
  }
}
