const FIRST_PAUSE_MS = 10;
const LONGEST_PAUSE_MS = 250;

/** Asks again, with growing pauses, until the answer is yes. Rejects when the signal aborts. */
export async function until(isSo: () => Promise<boolean>, signal: AbortSignal): Promise<void> {
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(LONGEST_PAUSE_MS, pauseMs * 1.5)) {
    signal.throwIfAborted();
    if (await isSo()) return;
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
}
