import type { SurfaceCard } from '@wellhead/contracts';
import { startWorker, workerScript } from '@wellhead/stores';
import type { CardOutcome } from './diagnose-cards.js';

/** What the worker answers to a list of cards. */
export type CardReply =
  | { readonly kind: 'done'; readonly outcomes: readonly CardOutcome[] }
  | { readonly kind: 'failed'; readonly reason: string };

export interface CardWorker {
  /** One batch at a time. Rejects with the reason when the thread fails, dies or takes longer than `timeoutMs`. */
  diagnose(cards: readonly SurfaceCard[]): Promise<readonly CardOutcome[]>;
  close(): Promise<void>;
}

/** A thread for one run: cards come seldom, and a thread that waits keeps its memory. */
export function startCardWorker({
  timeoutMs = 60_000,
  script = workerScript('card-worker', import.meta.url),
}: { readonly timeoutMs?: number; readonly script?: URL } = {}): CardWorker {
  const worker = startWorker(script);
  let settle: ((reply: CardReply) => void) | undefined;
  const end = (reply: CardReply): void => {
    settle?.(reply);
    settle = undefined;
  };
  worker.on('message', end);
  worker.on('error', (error) => end({ kind: 'failed', reason: `the diagnosis crashed: ${error.message}` }));
  worker.on('exit', (code) => end({ kind: 'failed', reason: `the diagnosis ended with code ${code}` }));
  return {
    async diagnose(cards) {
      const reply = await new Promise<CardReply>((resolve) => {
        const timer = setTimeout(
          () => end({ kind: 'failed', reason: `${cards.length} cards took longer than ${timeoutMs} ms` }),
          timeoutMs,
        );
        settle = (given) => {
          clearTimeout(timer);
          resolve(given);
        };
        worker.postMessage(cards);
      });
      if (reply.kind === 'failed') throw new Error(reply.reason);
      return reply.outcomes;
    },
    close: async () => void (await worker.terminate()),
  };
}
