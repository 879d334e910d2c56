import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Worker, type WorkerOptions } from 'node:worker_threads';

/**
 * Starts the worker thread `name` that lies beside the calling module. From sources (`.ts`, under tsx or vitest) it starts through `ts-worker.mjs`;
 * from a bundle it is `name.js` or `name.mjs` in the folder of the bundle, so a build lists the worker as an entry of its own.
 */
export function startWorker(
  name: string,
  moduleUrl: string,
  options: Pick<WorkerOptions, 'workerData' | 'name'>,
): Worker {
  if (moduleUrl.endsWith('.ts')) {
    const source = new URL(`./${name}.ts`, moduleUrl).href;
    return new Worker(new URL('./ts-worker.mjs', moduleUrl), { ...options, argv: [source], execArgv: [] });
  }
  const built = ['js', 'mjs'].map((ending) => new URL(`./${name}.${ending}`, moduleUrl)).find((url) => existsSync(url));
  if (built) return new Worker(built, options);
  throw new Error(
    `The worker ${name}.js is missing beside ${fileURLToPath(moduleUrl)}: build it as an entry of its own, into the same folder.`,
  );
}
