/** What goes wrong in the simulated refinery, and when: the truth that warnings are measured against. */
export const FAULT_KINDS = [
  'off-spec-blend',
  'calibration-step',
  'sensor-stuck',
  'catalyst-drift',
  'water-ingress',
] as const;
export type FaultKind = (typeof FAULT_KINDS)[number];

export interface Fault {
  readonly kind: FaultKind;
  readonly asset: string;
  /** Signal that shows it, `measurement.field`. */
  readonly signal: string;
  readonly fromMs: number;
  readonly toMs: number;
}

const HOUR = 3_600_000;
/** Faults come again in the same order after so many hours. */
const CYCLE_H = 14 * 24;

interface Plan extends Omit<Fault, 'fromMs' | 'toMs'> {
  /** Hours after the beginning of a cycle: in, out. */
  readonly fromH: number;
  readonly toH: number;
  /** Cycles that are spared: a soft sensor first learns a sound plant. */
  readonly sparedCycles: number;
}
const PLAN: readonly Plan[] = [
  { kind: 'sensor-stuck', asset: 'tank-201', signal: 'quality.density_15c', fromH: 30, toH: 42, sparedCycles: 0 },
  // The analyser of the blend reads 0.6 too high after a calibration, until the next one.
  { kind: 'calibration-step', asset: 'blend-95', signal: 'analyser.octane_ron', fromH: 60, toH: 98, sparedCycles: 0 },
  // The reformer's catalyst loses activity that no process tag shows, until it is made good.
  { kind: 'catalyst-drift', asset: 'blend-95', signal: 'laboratory.octane_ron', fromH: 108, toH: 216, sparedCycles: 1 },
  // Too much butane goes into the blend, and so into a tank.
  { kind: 'off-spec-blend', asset: 'tank-102', signal: 'quality.rvp', fromH: 150, toH: 174, sparedCycles: 0 },
  // Water comes into a diesel tank for a day and a half, then it is drained.
  { kind: 'water-ingress', asset: 'tank-301', signal: 'quality.water', fromH: 158, toH: 206, sparedCycles: 0 },
];

/** Faults that touch a time range, for a refinery whose first cycle begins at `originMs`. */
export function faultsBetween(originMs: number, fromMs: number, toMs: number): readonly Fault[] {
  const found: Fault[] = [];
  const first = Math.max(0, Math.floor((fromMs - originMs) / HOUR / CYCLE_H) - 1);
  for (let cycle = first; originMs + cycle * CYCLE_H * HOUR < toMs; cycle += 1)
    for (const { fromH, toH, sparedCycles, ...fault } of PLAN) {
      if (cycle < sparedCycles) continue;
      const begin = originMs + (cycle * CYCLE_H + fromH) * HOUR;
      const end = originMs + (cycle * CYCLE_H + toH) * HOUR;
      if (begin < toMs && end > fromMs) found.push({ ...fault, fromMs: begin, toMs: end });
    }
  return found;
}

/** How far a fault has gone at a time: 0 when there is none, else from just above 0 to 1 at its end. */
export function progressOf(kind: FaultKind, originMs: number, atMs: number): number {
  if (atMs < originMs) return 0;
  const hours = (atMs - originMs) / HOUR;
  const hour = hours % CYCLE_H;
  const plan = PLAN.find((one) => one.kind === kind);
  if (!plan || hours < plan.sparedCycles * CYCLE_H) return 0;
  return hour >= plan.fromH && hour < plan.toH ? (hour - plan.fromH + 0.5) / (plan.toH - plan.fromH + 0.5) : 0;
}
