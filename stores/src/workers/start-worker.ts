import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Worker, type WorkerOptions } from 'node:worker_threads';

/**
 * Where the worker `name` lies: beside the calling module in sources (`.ts`, under tsx or vitest), `name.js` or `name.mjs` in the folder of the bundle
 * when built, so a build lists the worker as an entry of its own. Throws where it is missing.
 */
export function workerScript(name: string, moduleUrl: string): URL {
  if (moduleUrl.endsWith('.ts')) return new URL(`./${name}.ts`, moduleUrl);
  const built = ['js', 'mjs'].map((ending) => new URL(`./${name}.${ending}`, moduleUrl)).find((url) => existsSync(url));
  if (built) return built;
  throw new Error(
    `The worker ${name}.js is missing beside ${fileURLToPath(moduleUrl)}: build it as an entry of its own, into the same folder.`,
  );
}

/** Starts a worker thread. A TypeScript one starts through `ts-worker.mjs`, which loads tsx into the thread. */
export function startWorker(
  script: URL,
  options: Pick<WorkerOptions, 'workerData' | 'name' | 'resourceLimits'> = {},
): Worker {
  if (!script.pathname.endsWith('.ts')) return new Worker(script, options);
  return new Worker(new URL('./ts-worker.mjs', import.meta.url), { ...options, argv: [script.href], execArgv: [] });
}
