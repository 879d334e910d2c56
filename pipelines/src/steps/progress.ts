import type { Clock } from '@wellhead/contracts';
import type { StepLog } from '../step-context.js';

/** A long step says how far it is this often. */
const PROGRESS_MS = 10_000;

/** Says how far a step is, at most every ten seconds; what comes sooner is left out. */
export type Progress = (message: () => string, fields?: Readonly<Record<string, unknown>>) => void;

export function openProgress({ clock, log }: { readonly clock: Clock; readonly log: StepLog }): Progress {
  let toldMs = clock();
  return (message, fields) => {
    if (clock() - toldMs < PROGRESS_MS) return;
    toldMs = clock();
    void log('info', message(), fields);
  };
}

/** Passes pieces on and tells after each how many bytes have passed. */
export async function* counted(
  pieces: AsyncIterable<Uint8Array>,
  passed: (bytes: number) => void,
): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  for await (const piece of pieces) {
    bytes += piece.length;
    passed(bytes);
    yield piece;
  }
}
