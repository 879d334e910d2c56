import type { Logger } from 'pino';
import { openBell } from '../bell.js';

/** How far a sink has come, and how it is doing. */
export interface SinkState {
  readonly name: string;
  /** Everything up to this spool sequence is in the store. */
  readonly sequence: number;
  /** Since when it fails without a success, in ms; undefined while it works. */
  readonly failingSinceMs: number | undefined;
  readonly lastError: string | undefined;
}

export interface Delivery {
  readonly state: SinkState;
  /** There is something new. */
  notify(): void;
  close(): Promise<void>;
}

/** Consecutive records, taken from memory or from the spool. */
export interface Group<T> {
  readonly items: readonly T[];
  readonly last: number;
}

export interface DeliveryParts<T> {
  readonly name: string;
  readonly start: number;
  readonly log: Logger;
  readonly clock: () => number;
  /** The next records behind `after`, at most `limit` of them; undefined when there are none yet. */
  gather(after: number, limit: number): Promise<Group<T> | undefined>;
  /** Resolves when the group and the cursor are in the store. */
  deliver(group: Group<T>): Promise<void>;
  /** Whether the store answers at all. */
  isReachable(): Promise<boolean>;
  /** Puts a record aside that the store takes in no way, cursor included. */
  refuse(group: Group<T>, reason: string): Promise<void>;
  onDelivered(group: Group<T>): void;
}

const FIRST_WAIT_MS = 100;
const LONGEST_WAIT_MS = 10_000;
/** A store that answers but does not take a group: after so many attempts records are tried one by one, then refused. */
const ATTEMPTS_TOGETHER = 3;
const ATTEMPTS_ALONE = 3;

/**
 * Delivers the spool to one store, in order, one group after the other, for ever: a store that is down is tried again, ever more
 * slowly; a record that a working store refuses is put aside, so that it neither blocks what follows nor gets lost.
 */
export function startDelivery<T>(parts: DeliveryParts<T>): Delivery {
  const { name, log, clock } = parts;
  const bell = openBell();
  let sequence = parts.start;
  let failingSinceMs: number | undefined;
  let lastError: string | undefined;
  let closed = false;

  async function run(): Promise<void> {
    let refusals = 0;
    let waitMs = FIRST_WAIT_MS;
    let group: Group<T> | undefined;
    while (!closed) {
      try {
        const isAlone = refusals >= ATTEMPTS_TOGETHER;
        // What failed together is tried again as it is: gathered anew, rows read back from the spool would take new memory with every attempt.
        if (isAlone && group && group.items.length > 1) group = undefined;
        group ??= await parts.gather(sequence, isAlone ? 1 : Number.POSITIVE_INFINITY);
        if (!group) {
          await bell.wait();
          continue;
        }
        if (refusals >= ATTEMPTS_TOGETHER + ATTEMPTS_ALONE) {
          await parts.refuse(group, lastError ?? 'the store does not take it');
          log.warn({ sink: name, sequence: group.last, reason: lastError }, 'record refused by store');
          refusals = ATTEMPTS_TOGETHER;
        } else {
          await parts.deliver(group);
          refusals = 0;
        }
        sequence = group.last;
        waitMs = FIRST_WAIT_MS;
        if (failingSinceMs !== undefined) log.info({ sink: name, afterMs: clock() - failingSinceMs }, 'sink recovered');
        failingSinceMs = lastError = undefined;
        const delivered = group;
        group = undefined;
        parts.onDelivered(delivered);
      } catch (error) {
        lastError = error instanceof Error ? error.message : String(error);
        if (failingSinceMs === undefined) log.warn({ sink: name, err: error }, 'sink failed, trying again');
        failingSinceMs ??= clock();
        if (await parts.isReachable()) refusals += 1;
        await pause(waitMs);
        waitMs = Math.min(2 * waitMs, LONGEST_WAIT_MS);
      }
    }
  }

  /** Waits, but not beyond a close. */
  const closing = openBell();
  const pause = (ms: number): Promise<void> => (closed ? Promise.resolve() : closing.wait(ms));

  const running = run();
  return {
    get state() {
      return { name, sequence, failingSinceMs, lastError };
    },
    notify: () => bell.ring(),
    async close() {
      closed = true;
      bell.ring();
      closing.ring();
      await running;
    },
  };
}
