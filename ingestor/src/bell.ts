/** A bell between loops of one process: whoever waits goes on when it rings, at once if it rang since the last wait. */
export interface Bell {
  ring(): void;
  /** Resolves when it rings, or after `timeoutMs`. */
  wait(timeoutMs?: number): Promise<void>;
}

export function openBell(): Bell {
  let rung = false;
  let wake: (() => void) | undefined;
  return {
    ring() {
      rung = true;
      wake?.();
    },
    wait(timeoutMs) {
      return new Promise((resolve) => {
        let timer: NodeJS.Timeout | undefined;
        const done = (): void => {
          clearTimeout(timer);
          wake = undefined;
          rung = false;
          resolve();
        };
        if (rung) return done();
        wake = done;
        if (timeoutMs !== undefined) timer = setTimeout(done, timeoutMs);
      });
    },
  };
}
