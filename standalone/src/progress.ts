const SHOWN_AFTER_MS = 1_000;
const SIGN_OF_LIFE_MS = 10_000;

/** Runs one step of a start; what takes longer than a second shows that it is under way, and then how long it took. */
export async function step<T>(title: string, work: (note: (text: string) => void) => Promise<T>): Promise<T> {
  const startedAt = performance.now();
  let shown = false;
  let last = '';
  let told = '';
  let toldAt = 0;
  const show = (): void => {
    // Once a change, and every ten seconds as a sign of life.
    if (shown && last === told && performance.now() - toldAt < SIGN_OF_LIFE_MS) return;
    told = last;
    toldAt = performance.now();
    const seconds = ((performance.now() - startedAt) / 1_000).toFixed(0);
    console.log(`  … ${title}${last === '' ? '' : `: ${last}`} (${seconds} s)`);
    shown = true;
  };
  const timer = setInterval(show, SHOWN_AFTER_MS);
  try {
    return await work((text) => {
      last = text;
    });
  } finally {
    clearInterval(timer);
    if (shown) console.log(`  ✓ ${title} (${((performance.now() - startedAt) / 1_000).toFixed(1)} s)`);
  }
}
