import { seededRandom } from '../../../demo-kit/random.js';

/**
 * SIMULATED pump wells: statistics, not physics. Electric submersible pumps that run, wear and fail, for trying failure forecasts where no real records
 * are at hand. Whoever shows these figures labels them simulated. README.md says what is made up and how.
 */
export const ESP_SIGNALS = [
  'intake_pressure',
  'discharge_pressure',
  'intake_temperature',
  'motor_temperature',
  'vibration',
  'current',
  'frequency',
  'insulation_resistance',
] as const;
export type EspSignal = (typeof ESP_SIGNALS)[number];

/** `sudden` gives no sign before it. */
const FAILURE_CAUSES = ['wear', 'sand', 'gas', 'overheating', 'sudden'] as const;
export type FailureCause = (typeof FAILURE_CAUSES)[number];

export interface SimulatedRepair {
  /** Day of the failure, and the first day on which the new pump runs. */
  readonly failedOnDay: number;
  readonly runsAgainOnDay: number;
  readonly cause: FailureCause;
}

export interface SimulatedWell {
  readonly id: string;
  /** One daily mean a day, NaN while the pump stands or the sensor failed. */
  readonly signals: Readonly<Record<EspSignal, Float64Array>>;
  readonly repairs: readonly SimulatedRepair[];
}

/** Usual value and day-to-day noise of a healthy pump: bar, °C, g, A, Hz, MΩ. Wells differ around it. */
const HEALTHY: Readonly<Record<EspSignal, { readonly usual: number; readonly noise: number }>> = {
  intake_pressure: { usual: 60, noise: 1.5 },
  discharge_pressure: { usual: 180, noise: 2 },
  intake_temperature: { usual: 80, noise: 0.6 },
  motor_temperature: { usual: 110, noise: 1.2 },
  vibration: { usual: 0.3, noise: 0.03 },
  current: { usual: 45, noise: 0.8 },
  frequency: { usual: 50, noise: 0.05 },
  insulation_resistance: { usual: 500, noise: 15 },
};

/** How long a cause shows before the failure (days), and what it moves by then, in noises of a healthy day; `restless` multiplies the noise. */
const SIGNS: Readonly<
  Record<
    FailureCause,
    { readonly days: number; readonly moves: Partial<Record<EspSignal, number>>; readonly restless: number }
  >
> = {
  wear: { days: 60, moves: { vibration: 7, current: 4, discharge_pressure: -5 }, restless: 1.2 },
  sand: { days: 20, moves: { vibration: 9, current: 5, motor_temperature: 3 }, restless: 2 },
  gas: { days: 25, moves: { intake_pressure: -6, current: -5, discharge_pressure: -4 }, restless: 2.5 },
  overheating: {
    days: 35,
    moves: { motor_temperature: 9, intake_temperature: 2, insulation_resistance: -8 },
    restless: 1,
  },
  sudden: { days: 0, moves: {}, restless: 1 },
};

/** How the failures divide among the causes. */
const SHARES: readonly (readonly [FailureCause, number])[] = [
  ['wear', 0.3],
  ['sand', 0.2],
  ['gas', 0.2],
  ['overheating', 0.2],
  ['sudden', 0.1],
];
const MEAN_RUN_DAYS = 320;
/** Chance a day that conditions change for good or for a while without any harm: what makes false alarms. */
const CHANGE_A_DAY = 0.012;
const MISSING_A_DAY = 0.02;

/** The same seed gives the same wells, one well the same in any number of others. */
export function simulateWells({
  seed,
  wells,
  days,
}: {
  readonly seed: number;
  readonly wells: number;
  readonly days: number;
}): readonly SimulatedWell[] {
  return Array.from({ length: wells }, (_, at) => simulateWell(`sim-well-${at + 1}`, seed * 10_007 + at, days));
}

function simulateWell(id: string, seed: number, days: number): SimulatedWell {
  const { between, normal } = seededRandom(seed);
  const uniform = (): number => between(0, 1);
  const signals = Object.fromEntries(
    ESP_SIGNALS.map((name) => [name, new Float64Array(days).fill(Number.NaN)]),
  ) as Record<EspSignal, Float64Array>;
  const own = ESP_SIGNALS.map((name) => HEALTHY[name].usual * (1 + 0.12 * normal()));
  const repairs: SimulatedRepair[] = [];
  for (let start = 0; start < days;) {
    // Weibull of shape 1.5: more failures with age.
    const run = Math.max(5, Math.round(MEAN_RUN_DAYS * 1.108 * (-Math.log(1 - uniform())) ** (1 / 1.5)));
    const end = start + run;
    const cause = pick(uniform());
    const { moves, restless } = SIGNS[cause];
    const signDays = SIGNS[cause].days * (0.5 + uniform());
    const strength = 0.6 + 0.8 * uniform();
    const shift = ESP_SIGNALS.map(() => 0);
    const drift = ESP_SIGNALS.map(() => 0);
    for (let day = start; day < Math.min(end, days); day += 1) {
      if (uniform() < CHANGE_A_DAY) {
        const changed = Math.floor(uniform() * ESP_SIGNALS.length);
        shift[changed] = 4 * normal();
      }
      const sign = signDays > 0 ? Math.max(0, 1 - (end - day) / signDays) : 0;
      ESP_SIGNALS.forEach((name, place) => {
        drift[place] = 0.9 * (drift[place] as number) + 0.4 * normal();
        const noises =
          (drift[place] as number) +
          (shift[place] as number) +
          strength * sign ** 1.5 * (moves[name] ?? 0) +
          normal() * (1 + (restless - 1) * sign);
        if (uniform() >= MISSING_A_DAY)
          signals[name][day] = Math.max(0, (own[place] as number) + HEALTHY[name].noise * noises);
      });
    }
    if (end >= days) break;
    const runsAgainOnDay = end + 3 + Math.floor(uniform() * 8);
    repairs.push({ failedOnDay: end, runsAgainOnDay, cause });
    start = runsAgainOnDay;
  }
  return { id, signals, repairs };
}

function pick(share: number): FailureCause {
  let sum = 0;
  for (const [cause, part] of SHARES) {
    sum += part;
    if (share < sum) return cause;
  }
  return 'sudden';
}

/** Limits of each signal as a field engineer would set them: six noises from what the well does when it is new. */
export function limitsOf(well: SimulatedWell, name: EspSignal): { readonly low: number; readonly high: number } {
  const values = well.signals[name].subarray(0, 30).filter((value) => !Number.isNaN(value));
  const usual = values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
  return { low: usual - 6 * HEALTHY[name].noise, high: usual + 6 * HEALTHY[name].noise };
}
