const SHOWN_AFTER_MS = 1_000;

/** Runs one step of a start; what takes longer than a second shows that it is under way, and then how long it took. */
export async function step<T>(title: string, work: (note: (text: string) => void) => Promise<T>): Promise<T> {
  const startedAt = performance.now();
  let shown = false;
  let last = '';
  const show = (): void => {
    const seconds = ((performance.now() - startedAt) / 1_000).toFixed(0);
    console.log(`  … ${title}${last === '' ? '' : `: ${last}`} (${seconds} s)`);
    shown = true;
  };
  const timer = setInterval(show, 2 * SHOWN_AFTER_MS);
  const first = setTimeout(show, SHOWN_AFTER_MS);
  try {
    return await work((text) => {
      last = text;
    });
  } finally {
    clearInterval(timer);
    clearTimeout(first);
    if (shown) console.log(`  ✓ ${title} (${((performance.now() - startedAt) / 1_000).toFixed(1)} s)`);
  }
}
