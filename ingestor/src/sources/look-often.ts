const LOOK_MS = 5_000;

/** Looks at something of a source every few seconds. A look that fails is passed over: whoever takes from the source tells that it does not answer. */
export function lookOften(look: () => Promise<void>): { close(): Promise<void> } {
  let looking: Promise<void> = Promise.resolve();
  const timer = setInterval(() => {
    looking = look().catch(() => undefined);
  }, LOOK_MS);
  timer.unref();
  return {
    async close() {
      clearInterval(timer);
      await looking;
    },
  };
}
