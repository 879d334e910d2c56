import { nsFromMs, type Clock } from '@wellhead/contracts';
import { selects, type SeriesReadings, type SeriesSelector, type TelemetryStore } from '@wellhead/stores';

export interface LooksOptions {
  readonly telemetry: Pick<TelemetryStore, 'latest'>;
  readonly clock: Clock;
  /** Shortest pause between two looks at the store, ms. */
  readonly pollMs: number;
}

export interface Looks {
  /** What the selectors name, as it is at the next look: the newest reading of each series, none of the future. Rejects when the store cannot be asked. */
  next(selectors: readonly SeriesSelector[]): Promise<readonly SeriesReadings[]>;
}

/** A look that takes long is followed by a pause of as many times its length: at most a fifth of the time the store is busy with looks. */
const PAUSES_A_LOOK = 4;

const delay = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

interface Waiting {
  readonly selectors: readonly SeriesSelector[];
  readonly resolve: (readings: readonly SeriesReadings[]) => void;
  readonly reject: (reason: unknown) => void;
}

/**
 * Looks at the store that all live channels share. Whoever waits when a look begins is served by it, with one question a measurement.field: a panel of
 * twenty wells asks what one well asks.
 */
export function openLooks({ telemetry, clock, pollMs }: LooksOptions): Looks {
  let waiting: Waiting[] = [];
  let looking = false;

  async function look(): Promise<void> {
    const served = waiting;
    waiting = [];
    const beforeNs = nsFromMs(clock()) + 1n;
    const answers = new Map(
      [...inGroups(served.flatMap(({ selectors }) => selectors))].map(([key, group]) => [
        key,
        telemetry.latest(unionOf(group), beforeNs),
      ]),
    );
    await Promise.all(
      served.map(async ({ selectors, resolve, reject }) => {
        try {
          const keys = [...inGroups(selectors).keys()];
          const found = await Promise.all(keys.flatMap((key) => answers.get(key) ?? []));
          const wanted = selectors.map(selects);
          resolve(found.flat().filter(({ series }) => wanted.some((isWanted) => isWanted(series))));
        } catch (error) {
          reject(error);
        }
      }),
    );
  }

  async function lookWhileSomebodyWaits(): Promise<void> {
    looking = true;
    // Channels that begin together are served together.
    await delay(0);
    while (waiting.length > 0) {
      const sinceMs = performance.now();
      await look();
      await delay(Math.max(pollMs, PAUSES_A_LOOK * (performance.now() - sinceMs)));
    }
    looking = false;
  }

  return {
    next: (selectors) =>
      new Promise((resolve, reject) => {
        waiting.push({ selectors, resolve, reject });
        if (!looking) void lookWhileSomebodyWaits();
      }),
  };
}

/** By what they measure, whatever the tags. */
function inGroups(selectors: readonly SeriesSelector[]): Map<string, SeriesSelector[]> {
  const groups = new Map<string, SeriesSelector[]>();
  for (const selector of selectors) {
    const key = JSON.stringify([selector.measurement, selector.field]);
    groups.set(key, [...(groups.get(key) ?? []), selector]);
  }
  return groups;
}

/** One selector for what any of a group names, and perhaps for more: a tag is asked for only where each of them asks for it. */
function unionOf(group: readonly SeriesSelector[]): SeriesSelector {
  const [first = {}] = group;
  const names = Object.keys(first.tags ?? {}).filter((name) => group.every(({ tags }) => tags?.[name] !== undefined));
  const tags = Object.fromEntries(
    names.map((name) => [name, [...new Set(group.flatMap(({ tags: each }) => each?.[name] ?? []))].sort()]),
  );
  return { ...first, tags };
}
