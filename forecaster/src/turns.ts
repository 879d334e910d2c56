/** Work that is done one piece after the other, whether it succeeds or not. */
export interface Turns {
  <T>(work: () => Promise<T>): Promise<T>;
  /** When all that was asked for so far has ended. */
  ended(): Promise<void>;
}

export function openTurns(): Turns {
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const turn = last.then(work);
    // The next one starts in any case; the outcome belongs to the caller.
    last = turn.catch(() => undefined);
    return turn;
  };
  return Object.assign(inTurn, {
    ended: async () => {
      await last;
    },
  });
}
