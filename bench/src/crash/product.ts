import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { CrashCheck, CrashOrder, CrashQuestion } from '../../../ingestor/testing/crash-child.js';

const file = fileURLToPath(new URL('../../../ingestor/testing/crash-child.ts', import.meta.url));

/** The ingestor in a process that is to be killed. */
export interface Product {
  /** Where it listens; undefined if it died before that. */
  readonly url: Promise<string | undefined>;
  readonly isDead: () => boolean;
  readonly ended: Promise<void>;
  /** Undefined if it dies meanwhile. */
  check(from: number, to: number): Promise<CrashCheck | undefined>;
  arm(killAt: NonNullable<CrashOrder['killAt']>): void;
  kill(): void;
}

export function startProduct(order: CrashOrder): Product {
  const child: ChildProcess = fork(file, [JSON.stringify(order)], { execArgv: ['--import', 'tsx'], stdio: 'inherit' });
  let dead = false;
  const ended = once(child, 'exit').then(() => {
    dead = true;
  });
  const answer = async <T>(): Promise<T | undefined> => {
    const [message] = (await Promise.race([once(child, 'message'), ended.then(() => [undefined])])) as [T | undefined];
    return message;
  };
  const tell = (question: CrashQuestion): void => {
    // It may be dead already; then there is nobody to tell.
    if (child.connected) child.send(question, () => undefined);
  };
  return {
    url: answer<{ url: string }>().then((message) => message?.url),
    isDead: () => dead,
    ended,
    check(from, to) {
      const checked = answer<CrashCheck>();
      tell({ kind: 'check', from, to });
      return checked;
    },
    arm: (killAt) => tell({ kind: 'arm', killAt }),
    kill: () => void child.kill('SIGKILL'),
  };
}
