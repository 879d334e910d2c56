import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';

const stateSchema = z.object({
  firstMs: z.number(),
  realMs: z.number(),
  demoMs: z.number(),
  speed: z.number().positive(),
});
type ClockState = z.infer<typeof stateSchema>;

/** What time it is for a demo that goes by the wall or, faster than it, catches up with it. */
export interface DemoClock {
  /** Its time at the first start, in ms: simulators that go on from there tell the same story at every start. */
  readonly firstMs: number;
  /** ms; never ahead of the wall, never backwards. */
  now(): number;
  /** Whether it has not caught up yet. */
  isBehind(): boolean;
  /** An interval of the demo as it passes on the wall, at least `leastMs`. */
  onTheWall(demoMs: number, leastMs: number): number;
}

export interface DemoClockOptions {
  /** Kept in it: a demo that was stopped while it caught up goes on where it was. */
  readonly file: string;
  /** The wall. */
  readonly clock: () => number;
  /** Days of the demo in a day of the wall; up to 1 it goes by the wall. */
  readonly speed: number;
  /** How far behind the wall a faster demo begins at its first start. */
  readonly behindMs: number;
}

const demoTimeMs = ({ realMs, demoMs, speed }: Omit<ClockState, 'firstMs'>, wallMs: number): number =>
  Math.min(wallMs, demoMs + (wallMs - realMs) * speed);

/**
 * Readings of the future would be refused, so a demo that is faster than the wall begins behind it and shows in minutes what takes days; then it goes by
 * the wall. Throws when the file is damaged.
 */
export function openDemoClock({ file, clock, speed, behindMs }: DemoClockOptions): DemoClock {
  const nowMs = clock();
  const known = readState(file);
  const isFast = speed > 1;
  const beginsMs = known === undefined ? nowMs - behindMs : demoTimeMs(known, nowMs);
  const demoMs = isFast ? beginsMs : nowMs;
  const state: ClockState = { firstMs: known?.firstMs ?? demoMs, realMs: nowMs, demoMs, speed: Math.max(1, speed) };
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(`${file}.new`, `${JSON.stringify(state)}\n`);
  renameSync(`${file}.new`, file);
  const isBehind = (): boolean => demoTimeMs(state, clock()) < clock();
  return {
    firstMs: state.firstMs,
    now: () => demoTimeMs(state, clock()),
    isBehind,
    onTheWall: (demoMs, leastMs) => (isBehind() ? Math.max(leastMs, demoMs / state.speed) : demoMs),
  };
}

function readState(file: string): ClockState | undefined {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  try {
    return stateSchema.parse(JSON.parse(text));
  } catch (cause) {
    throw new Error(
      `${file} is damaged: it must hold the clock of a demo. Remove it: the demo then goes by the wall.`,
      {
        cause,
      },
    );
  }
}
