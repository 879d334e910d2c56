/**
 * Looks again and again, each time `pauseMs()` after the end of the look before. One that fails is told and the next one comes. `close` waits for the look
 * under way.
 */
export function follow(
  look: () => Promise<void>,
  pauseMs: () => number,
  onFailure: (error: unknown) => void,
): { close(): Promise<void> } {
  let closed = false;
  let timer: NodeJS.Timeout | undefined;
  let underWay = Promise.resolve();
  const schedule = (): void => {
    if (closed) return;
    timer = setTimeout(() => {
      underWay = look().catch(onFailure).then(schedule);
    }, pauseMs());
  };
  schedule();
  return {
    close: async () => {
      closed = true;
      clearTimeout(timer);
      await underWay;
    },
  };
}
