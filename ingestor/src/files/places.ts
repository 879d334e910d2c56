/** Places for work that is heavy: so many at once, so many more wait for their turn in order, the rest is told no. */
export interface Places {
  /** Does the work when a place is free; undefined, at once, when too many wait already. */
  take<T>(work: () => Promise<T>): Promise<T> | undefined;
}

export function openPlaces({ places, waiting }: { readonly places: number; readonly waiting: number }): Places {
  let free = places;
  const turns: (() => void)[] = [];
  const place = (): Promise<void> => {
    if (free === 0) return new Promise((resolve) => turns.push(resolve));
    free -= 1;
    return Promise.resolve();
  };
  const leave = (): void => {
    const next = turns.shift();
    if (next) next();
    else free += 1;
  };
  return {
    take: (work) => (free === 0 && turns.length >= waiting ? undefined : place().then(work).finally(leave)),
  };
}
