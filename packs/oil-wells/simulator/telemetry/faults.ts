import { hashed } from './noise.js';

/** What goes wrong with a well that has a submersible pump. `sudden` (a cable, a shaft) gives no sign; a stuck sensor stops nothing. */
export const TMS_FAULTS = ['gas-interference', 'pump-wear', 'motor-overheating', 'sudden', 'sensor-stuck'] as const;
export type TmsFault = (typeof TMS_FAULTS)[number];

/** One fault, times in ms: the truth that warnings are measured against. */
export interface FaultEpisode {
  readonly kind: TmsFault;
  readonly startsMs: number;
  /** When the pump trips, or the sensor is exchanged. */
  readonly failsMs: number;
  readonly runsAgainMs: number;
  /** How far it gets by the trip: 1 = as usual. */
  readonly strength: number;
}

const HOUR = 3_600_000;
/** How the faults divide, and how long they show before the trip, h. */
const KINDS: readonly { readonly kind: TmsFault; readonly share: number; readonly hours: readonly [number, number] }[] =
  [
    { kind: 'gas-interference', share: 0.24, hours: [18, 60] },
    { kind: 'pump-wear', share: 0.26, hours: [72, 168] },
    { kind: 'motor-overheating', share: 0.26, hours: [36, 110] },
    { kind: 'sudden', share: 0.1, hours: [0, 0] },
    { kind: 'sensor-stuck', share: 0.14, hours: [12, 48] },
  ];

export interface FaultPlan {
  readonly seed: number;
  /** One fault a turn, somewhere in its second half. */
  readonly turnMs: number;
}

/** The fault of a well in one of its turns (turn 0 begins at 1970-01-01, shifted by well). */
export function episodeOf({ seed, turnMs }: FaultPlan, well: number, turn: number): FaultEpisode {
  const draw = (what: number): number => hashed(seed, well, turn, what);
  let left = draw(1);
  const drawn = KINDS.find(({ share }) => (left -= share) < 0) ?? KINDS[1]!;
  const [least, most] = drawn.hours;
  const failsMs = turnStartMs(turnMs, well, turn) + turnMs * (0.8 + 0.12 * draw(2));
  return {
    kind: drawn.kind,
    startsMs: failsMs - (least + (most - least) * draw(3)) * HOUR,
    failsMs,
    runsAgainMs: drawn.kind === 'sensor-stuck' ? failsMs : failsMs + (10 + 14 * draw(4)) * HOUR,
    strength: 0.9 + 0.35 * draw(5),
  };
}

/** Wells are out of step, so that at any time some are well and one is not. */
const turnStartMs = (turnMs: number, well: number, turn: number): number => (turn + hashed(well, 77)) * turnMs;

export const turnAt = (turnMs: number, well: number, atMs: number): number =>
  Math.floor(atMs / turnMs - hashed(well, 77));

/** All faults of a well that fail within a time, in order. */
export function episodesBetween(plan: FaultPlan, well: number, fromMs: number, toMs: number): readonly FaultEpisode[] {
  const first = turnAt(plan.turnMs, well, fromMs);
  const turns = turnAt(plan.turnMs, well, toMs) - first + 1;
  return Array.from({ length: turns }, (_, at) => episodeOf(plan, well, first + at)).filter(
    ({ failsMs }) => failsMs >= fromMs && failsMs < toMs,
  );
}
