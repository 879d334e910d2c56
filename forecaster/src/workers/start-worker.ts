import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';

/**
 * Starts a worker thread from a script that may be TypeScript. From sources the thread registers tsx itself, as Node 20 does
 * not hand loaders down to threads; from a bundle it is the `.js` or `.mjs` of the same name beside the bundle.
 */
export function startWorker(script: URL): Worker {
  if (!script.pathname.endsWith('.ts')) {
    if (!existsSync(script))
      throw new Error(
        `The worker ${fileURLToPath(script)} is missing: build it as an entry of its own beside the bundle.`,
      );
    return new Worker(script);
  }
  const tsx = pathToFileURL(createRequire(import.meta.url).resolve('tsx/esm/api')).href;
  const boot = `import(${JSON.stringify(tsx)}).then(({ register }) => { register(); return import(${JSON.stringify(script.href)}); })`;
  return new Worker(boot, { eval: true, execArgv: [] });
}

/** Where the forecast worker lies: beside this module in sources, beside the bundle when built. */
export function forecastWorkerScript(): URL {
  const here = import.meta.url;
  if (here.endsWith('.ts')) return new URL('./forecast-worker.ts', here);
  const built = ['js', 'mjs', 'cjs'].map((ending) => new URL(`./forecast-worker.${ending}`, here));
  return built.find((script) => existsSync(script)) ?? new URL('./forecast-worker.js', here);
}
