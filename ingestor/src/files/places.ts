/** Places for work that is heavy: so many at once, so many more wait for their turn in order but not for long, the rest is told no. */
export interface Places {
  /** Does the work when a place is free; undefined when too many wait already, or none became free in time. */
  take<T>(work: () => Promise<T>): Promise<T | undefined>;
}

export function openPlaces({
  places,
  waiting,
  waitMs,
}: {
  readonly places: number;
  readonly waiting: number;
  readonly waitMs: number;
}): Places {
  let free = places;
  const turns = new Set<() => void>();

  /** Whether a place was had. */
  function place(): Promise<boolean> {
    if (free > 0) {
      free -= 1;
      return Promise.resolve(true);
    }
    if (turns.size >= waiting) return Promise.resolve(false);
    return new Promise((resolve) => {
      const turn = (): void => {
        clearTimeout(timer);
        resolve(true);
      };
      const timer = setTimeout(() => {
        turns.delete(turn);
        resolve(false);
      }, waitMs);
      turns.add(turn);
    });
  }

  function leave(): void {
    const [next] = turns;
    if (!next) {
      free += 1;
      return;
    }
    turns.delete(next);
    next();
  }

  return {
    async take(work) {
      if (!(await place())) return undefined;
      try {
        return await work();
      } finally {
        leave();
      }
    },
  };
}
