import { once } from 'node:events';
import os from 'node:os';
import { expect, it } from 'vitest';
import { startWorker } from './start-worker.js';

const onLinux = process.platform === 'linux';
if (!onLinux) console.warn('skipped: a thread has a priority of its own on Linux only');

it.runIf(onLinux)('gives a thread a lower priority than the one that serves requests, whose own stays', async () => {
  const own = os.getPriority();
  const worker = startWorker(new URL('./testing/polite-worker.ts', import.meta.url));
  const [theirs] = (await once(worker, 'message')) as [number];
  await worker.terminate();
  // Who was started lower than that stays there.
  expect(theirs).toBe(Math.max(own, os.constants.priority.PRIORITY_BELOW_NORMAL));
  expect(os.getPriority()).toBe(own);
});
