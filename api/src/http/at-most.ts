import { ProblemError } from '@wellhead/contracts';

const RETRY_AFTER_S = 10;

/** Lets so many pieces of work run at once; one more is told to come again, and holds nothing meanwhile. `what`: `models are taken`. */
export function atMost(most: number, what: string): <T>(work: () => Promise<T>) => Promise<T> {
  let running = 0;
  return async (work) => {
    if (running >= most)
      throw new ProblemError('too-many-requests', `${most} ${what} just now: send it again in ${RETRY_AFTER_S} s.`, {
        retryAfterSeconds: RETRY_AFTER_S,
      });
    running += 1;
    try {
      return await work();
    } finally {
      running -= 1;
    }
  };
}
