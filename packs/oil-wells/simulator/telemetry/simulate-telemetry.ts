import { episodeOf, turnAt, type FaultEpisode, type FaultPlan } from './faults.js';
import { hashed, normalAt, wanderAt } from './noise.js';

/**
 * SIMULATED downhole telemetry of submersible pumps (TMS): a simple physical picture with noise, for trying forecasts and warnings. README.md says what
 * is made up and how.
 */
export const TMS_SIGNALS = [
  'intake_pressure',
  'discharge_pressure',
  'intake_temperature',
  'motor_temperature',
  'vibration_x',
  'vibration_y',
  'current',
  'voltage',
  'frequency',
  'insulation_resistance',
] as const;
export type TmsSignal = (typeof TMS_SIGNALS)[number];

/** Usual value, white noise, slow wandering, and how much wells differ: bar, °C, g, A, V, Hz, MΩ. */
const HEALTHY: Readonly<Record<TmsSignal, readonly [usual: number, noise: number, wander: number, wells: number]>> = {
  intake_pressure: [62, 0.5, 0.4, 2.5],
  discharge_pressure: [186, 0.9, 0.6, 4],
  intake_temperature: [82, 0.15, 0.12, 2],
  motor_temperature: [108, 0.5, 0.4, 3],
  vibration_x: [0.25, 0.012, 0.006, 0.03],
  vibration_y: [0.22, 0.012, 0.006, 0.03],
  current: [46, 0.4, 0.2, 1.5],
  voltage: [1_120, 4, 2, 8],
  frequency: [50, 0.02, 0, 0],
  insulation_resistance: [520, 6, 4, 30],
};
/** What a fault moves by the time of its trip. */
const MOVES: Readonly<Partial<Record<FaultEpisode['kind'], Partial<Record<TmsSignal, number>>>>> = {
  'gas-interference': { intake_pressure: -19, discharge_pressure: -20, current: -9, motor_temperature: 5 },
  'pump-wear': { discharge_pressure: -30, vibration_x: 0.55, vibration_y: 0.45, current: 9, motor_temperature: 5 },
  'motor-overheating': { motor_temperature: 30, insulation_resistance: -380, intake_temperature: 3, current: 2 },
};
/** Gas makes a pump restless: the noise is multiplied by up to so much. */
const RESTLESS = 5;
const WANDER_MS = 24 * 3_600_000;
const DAY_MS = 86_400_000;

/** Values of one well at one time; null = the sensor says nothing. A function of well, time and plan alone. */
export function telemetryAt(plan: FaultPlan, well: number, atMs: number): Readonly<Record<TmsSignal, number | null>> {
  const episode = episodeOf(plan, well, turnAt(plan.turnMs, well, atMs));
  const standing = atMs >= episode.failsMs && atMs < episode.runsAgainMs;
  const grown = atMs < episode.startsMs || atMs >= episode.failsMs ? 0 : developed(episode, atMs);
  const stuckAtMs =
    episode.kind === 'sensor-stuck' && atMs >= episode.startsMs && atMs < episode.failsMs
      ? episode.startsMs
      : undefined;
  const values = TMS_SIGNALS.map((name, place): [TmsSignal, number | null] => {
    // Every fourth reading in a thousand is lost on its way up the cable.
    if (hashed(plan.seed, well, place, minutes(atMs), 9) < 0.004) return [name, null];
    const heldMs = name === STUCK_SENSOR ? (stuckAtMs ?? atMs) : atMs;
    const value = standing
      ? whileStanding(name, plan.seed, well, place, atMs, episode)
      : whileRunning(name, place, { seed: plan.seed, well, atMs: heldMs, grown, episode });
    return [name, Math.round(Math.max(0, value) * 1_000) / 1_000];
  });
  return Object.fromEntries(values) as Record<TmsSignal, number | null>;
}

const STUCK_SENSOR: TmsSignal = 'intake_temperature';
const minutes = (ms: number): number => Math.floor(ms / 60_000);
const developed = ({ startsMs, failsMs, strength }: FaultEpisode, atMs: number): number =>
  strength * ((atMs - startsMs) / (failsMs - startsMs)) ** 1.3;

function whileRunning(
  name: TmsSignal,
  place: number,
  at: {
    readonly seed: number;
    readonly well: number;
    readonly atMs: number;
    readonly grown: number;
    readonly episode: FaultEpisode;
  },
): number {
  const { seed, well, atMs, grown, episode } = at;
  const [usual, noise, wander, wells] = HEALTHY[name];
  const own = usual + wells * (2 * hashed(seed, well, place, 7) - 1);
  const restless = episode.kind === 'gas-interference' && name !== 'frequency' ? 1 + (RESTLESS - 1) * grown : 1;
  const day = Math.sin((2 * Math.PI * atMs) / DAY_MS + 6 * hashed(well, place));
  return (
    own +
    wander * wanderAt(atMs / WANDER_MS, seed, well, place) +
    noise * restless * normalAt(seed, well, place, minutes(atMs)) +
    (name === 'voltage' ? 9 * day : 0) +
    grown * (MOVES[episode.kind]?.[name] ?? 0)
  );
}

/** The well fills up and cools down. */
function whileStanding(
  name: TmsSignal,
  seed: number,
  well: number,
  place: number,
  atMs: number,
  { failsMs }: FaultEpisode,
): number {
  const hours = (atMs - failsMs) / 3_600_000;
  const [usual, noise] = HEALTHY[name];
  const flutter = noise * normalAt(seed, well, place, minutes(atMs));
  switch (name) {
    case 'current':
    case 'frequency':
    case 'vibration_x':
    case 'vibration_y':
      return 0;
    case 'intake_pressure':
      return usual + 30 * (1 - Math.exp(-hours / 6)) + flutter;
    case 'discharge_pressure':
      return usual - 20 + flutter;
    case 'motor_temperature':
      return 80 + 28 * Math.exp(-hours / 3) + flutter;
    case 'intake_temperature':
    case 'voltage':
    case 'insulation_resistance':
      return usual + flutter;
    default:
      return name satisfies never;
  }
}
