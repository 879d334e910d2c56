import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';

/**
 * Starts a worker thread from a script that may be TypeScript. From sources the thread loads tsx itself (
 * `ts-worker.mjs`); from a bundle it is the `.js` or `.mjs` of the same name beside the bundle.
 */
export function startWorker(script: URL): Worker {
  if (!script.pathname.endsWith('.ts')) {
    if (!existsSync(script))
      throw new Error(
        `The worker ${fileURLToPath(script)} is missing: build it as an entry of its own beside the bundle.`,
      );
    return new Worker(script);
  }
  return new Worker(new URL('./ts-worker.mjs', import.meta.url), { argv: [script.href], execArgv: [] });
}

/** Where the forecast worker lies: beside this module in sources, beside the bundle when built. */
export function forecastWorkerScript(): URL {
  const here = import.meta.url;
  if (here.endsWith('.ts')) return new URL('./forecast-worker.ts', here);
  const built = ['js', 'mjs', 'cjs'].map((ending) => new URL(`./forecast-worker.${ending}`, here));
  return built.find((script) => existsSync(script)) ?? new URL('./forecast-worker.js', here);
}
