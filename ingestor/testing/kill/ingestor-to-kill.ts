import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { bundledChild } from './bundle-child.js';
import type { CrashCheck, CrashOrder, CrashQuestion } from './crash-child.js';

/** The ingestor in a process that is to be killed. */
export interface IngestorToKill {
  /** Where it listens; undefined if it died before that. */
  readonly url: Promise<string | undefined>;
  readonly isDead: () => boolean;
  /** Resolves with the signal that ended it; null if it ended by itself. */
  readonly ended: Promise<NodeJS.Signals | null>;
  /** Undefined if it dies meanwhile. */
  check(from: number, to: number): Promise<CrashCheck | undefined>;
  arm(killAt: NonNullable<CrashOrder['killAt']>): void;
  kill(): void;
  /** Lets it end in order. */
  release(): void;
}

export async function startToKill(order: CrashOrder): Promise<IngestorToKill> {
  const child: ChildProcess = fork(await bundledChild(), [JSON.stringify(order)], { execArgv: [], stdio: 'inherit' });
  let dead = false;
  const ended = once(child, 'exit').then(([, signal]) => {
    dead = true;
    return signal as NodeJS.Signals | null;
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
    release: () => child.disconnect(),
  };
}
