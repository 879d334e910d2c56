import { seededRandom, type Random } from '../../demo-kit/random.js';
import { blend, COMPONENT_NAMES, type ComponentName } from './components.js';
import { progressOf, type FaultKind } from './faults.js';

/** One value of one signal of the simulated refinery. */
export interface SimulatedReading {
  readonly asset: string;
  /** `measurement.field`; of the measurement `true`: what nobody sees but a laboratory, apart from its error. */
  readonly signal: string;
  readonly timeMs: number;
  readonly value: number;
}

export interface RefineryOptions {
  readonly seed: number;
  /** Beginning of the history, on a full hour. */
  readonly originMs: number;
  readonly untilMs: number;
  /** False: nothing goes wrong. */
  readonly faults?: boolean;
}

const HALF_HOUR = 1_800_000;
const HOURS_A_FILL = 24;

/** Slow wandering around 0 with a standard deviation of about 1: first-order autoregression. */
function wandering(random: Random, memory: number): () => number {
  let state = random.normal();
  const fresh = Math.sqrt(1 - memory * memory);
  return () => (state = memory * state + fresh * random.normal());
}

type Properties = Record<string, number>;
const rounded = (value: number, digits: number): number => Math.round(value * 10 ** digits) / 10 ** digits;
const DIGITS: Readonly<Record<string, number>> = {
  octane_ron: 2,
  density_15c: 2,
  sulphur: 2,
  rvp: 2,
  benzene: 3,
  water: 1,
};

/** Typical recipes by volume; the blender trims them. */
const RECIPES: Readonly<Record<'95' | '92', Readonly<Record<ComponentName, number>>>> = {
  '95': { reformate: 0.46, cracked_naphtha: 0.3, isomerate: 0.16, butane: 0.02, mtbe: 0.06 },
  '92': { reformate: 0.27, cracked_naphtha: 0.55, isomerate: 0.155, butane: 0.02, mtbe: 0.005 },
};

/**
 * SIMULATED refinery: two petrols and a diesel, each blended into the one of its two tanks whose turn it is. Streams each half hour, tanks each hour, in
 * the order of their times, with what is true beside what is measured. The same seed and origin give the same history, however far it is asked for.
 */
export function* simulateRefinery({
  seed,
  originMs,
  untilMs,
  faults = true,
}: RefineryOptions): Generator<SimulatedReading> {
  const random = seededRandom(seed);
  const wander = Object.fromEntries(
    ['severity', 'cracked', 'feed', 'recipe95', 'recipe92', 'ambient', 'flow', 'hydrotreater', 'cut', 'salt'].map(
      (name, at) => [name, wandering(seededRandom(seed + 101 * (at + 1)), name === 'ambient' ? 0.995 : 0.985)],
    ),
  ) as Record<string, () => number>;
  const noise = (scale: number): number => scale * random.normal();
  const step = (name: string): number => (wander[name] as () => number)();
  const gone = (kind: FaultKind, atMs: number): number => (faults ? progressOf(kind, originMs, atMs) : 0);
  const tanks = new Map<string, Properties>();
  let stuck: number | undefined;

  for (let atMs = originMs, at = 0; atMs < untilMs; atMs += HALF_HOUR, at += 1) {
    const hourOfDay = (atMs / 3_600_000) % 24;
    const ambient = 12 + 6 * Math.sin(((hourOfDay - 9) * Math.PI) / 12) + 3 * step('ambient');
    const severity = step('severity');
    const inlet = 503 + 2.2 * severity;
    const cracked = step('cracked');
    const feed = step('feed');
    const out = function* (asset: string, measurement: string, values: Properties): Generator<SimulatedReading> {
      for (const [field, value] of Object.entries(values))
        yield { asset, signal: `${measurement}.${field}`, timeMs: atMs, value: rounded(value, DIGITS[field] ?? 2) };
    };

    // Petrol 95, with its process tags and its analysers.
    const butane = 0.03 * Math.min(1, 3 * gone('off-spec-blend', atMs));
    const parts95 = recipe('95', step('recipe95'), butane);
    const lost = 1.6 * gone('catalyst-drift', atMs);
    const shifts = { reformate: 0.42 * (inlet - 503) + 0.18 * feed - lost / 0.46, cracked_naphtha: 0.5 * cracked };
    const true95 = distilled(blend(parts95, shifts, { cracked_naphtha: 2.4 * cracked }));
    yield* out('blend-95', 'true', true95);
    const flow = 220 + 14 * step('flow');
    yield* out('blend-95', 'process', {
      ...Object.fromEntries(COMPONENT_NAMES.map((name) => [`${name}_flow`, flow * parts95[name] * (1 + noise(0.004))])),
      reformer_inlet_temperature: inlet + noise(0.25),
      reformer_feed_density: 742 + 2 * feed + noise(0.2),
      cracking_temperature: 525 + 3 * cracked + noise(0.3),
      header_temperature: 24 + 0.4 * ambient + noise(0.2),
    });
    yield* out('blend-95', 'analyser', {
      octane_ron: true95['octane_ron']! + noise(0.12) + (gone('calibration-step', atMs) > 0 ? 0.6 : 0),
      density_15c: true95['density_15c']! + noise(0.15),
      rvp: true95['rvp']! + noise(0.45),
      sulphur: true95['sulphur']! + noise(0.2),
    });

    // Diesel behind the hydrotreater.
    const reactor = step('hydrotreater');
    const cut = step('cut');
    const trueDiesel: Properties = {
      density_15c: 834 + 1.6 * cut,
      sulphur: Math.max(2, 7 - 0.7 * reactor + 0.3 * noise(1)),
      flash_point: 63 + 1.7 * cut,
      distillation_t10: 205 + 2 * cut,
      distillation_t50: 268 + 1.8 * cut,
      distillation_t90: 333 + 1.5 * cut,
      water: 70 + 9 * step('salt'),
    };
    yield* out('hydrotreater', 'process', {
      reactor_temperature: 348 + 2.5 * reactor + noise(0.2),
      hydrogen_pressure: 52 + 0.6 * reactor + noise(0.1),
      feed_flow: 180 + 5 * cut + noise(0.8),
    });
    yield* out('hydrotreater', 'analyser', {
      sulphur: trueDiesel['sulphur']! + noise(0.15),
      density_15c: trueDiesel['density_15c']! + noise(0.15),
      flash_point: trueDiesel['flash_point']! + noise(0.4),
    });

    const true92 = distilled(blend(recipe('92', step('recipe92'), 0), shifts, { cracked_naphtha: 60 + 9 * cracked }));
    if (at % 2 === 1) continue;
    const turn = Math.floor(at / 2 / HOURS_A_FILL) % 2;
    for (const [first, properties] of [
      [101, true95],
      [201, true92],
      [301, trueDiesel],
    ] as const)
      for (const place of [0, 1]) {
        const asset = `tank-${first + place}`;
        const held = tanks.get(asset) ?? properties;
        const isFilled = turn === place || (asset === 'tank-102' && gone('off-spec-blend', atMs) > 0);
        const share = isFilled ? 0.09 : 0.004;
        const mixed = Object.fromEntries(
          Object.entries(held).map(([field, value]) => [field, value + share * ((properties[field] ?? value) - value)]),
        );
        tanks.set(asset, mixed);
        const shown: Properties = Object.fromEntries(
          Object.entries(mixed).map(([field, value]) => [field, value + noise(NOISE[field] ?? 0.3)]),
        );
        if (asset === 'tank-301')
          shown['water'] = (shown['water'] as number) + 165 * Math.min(1, 1.35 * gone('water-ingress', atMs));
        if (asset === 'tank-201') {
          if (gone('sensor-stuck', atMs) > 0) shown['density_15c'] = stuck ??= shown['density_15c'] as number;
          else stuck = undefined;
        }
        yield* out(asset, 'quality', shown);
        yield* out(asset, 'true', asset === 'tank-301' ? { ...mixed, water: shown['water'] as number } : mixed);
      }
  }
}

/** Noise of the tanks' analysers, one standard deviation. */
const NOISE: Readonly<Record<string, number>> = {
  octane_ron: 0.06,
  density_15c: 0.12,
  sulphur: 0.12,
  rvp: 0.3,
  benzene: 0.008,
  flash_point: 0.3,
  water: 3,
};

/** A recipe trimmed by the blender: reformate against cracked naphtha; butane comes on top and the rest gives way. */
function recipe(grade: '95' | '92', trim: number, butane: number): Record<ComponentName, number> {
  const base = RECIPES[grade];
  const moved = 0.012 * trim;
  const parts = {
    ...base,
    reformate: base.reformate + moved,
    cracked_naphtha: base.cracked_naphtha - moved,
    butane: base.butane + butane,
  };
  const sum = COMPONENT_NAMES.reduce((total, name) => total + parts[name], 0);
  return Object.fromEntries(COMPONENT_NAMES.map((name) => [name, parts[name] / sum])) as Record<ComponentName, number>;
}

/** Distillation points of petrol follow its density and vapour pressure, roughly. */
const distilled = (blended: ReturnType<typeof blend>): Properties => ({
  ...blended,
  distillation_t10: 55 - 0.35 * (blended.rvp - 55),
  distillation_t50: 98 + 0.35 * (blended.density_15c - 745),
  distillation_t90: 160 + 0.45 * (blended.density_15c - 745),
});
