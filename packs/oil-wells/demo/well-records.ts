import { modelledLiquid, ratesOn } from '../simulator/production/simulate-production.js';
import { episodesBetween, type TmsFault } from '../simulator/telemetry/faults.js';
import { hashed, normalAt } from '../simulator/telemetry/noise.js';
import {
  FAULTS,
  isoDay,
  MQTT_WELLS,
  MS_PER_DAY,
  rateDay,
  seedOf,
  SPARKPLUG_WELLS,
  WELLS,
  type FieldWell,
} from './field.js';

/** SIMULATED records of the last days by record type; the same day gives the same rows. */
export type WellRecords = Readonly<Record<string, readonly object[]>>;

const at = (dayMs: number, hours = 8): string => new Date(dayMs + hours * 3_600_000).toISOString();
const rounded = (value: number, digits = 2): number => Number(value.toFixed(digits));

/** Days between two of a kind, beginning somewhere of the well's own. */
function* every(days: number, well: FieldWell, kind: number, fromMs: number, toMs: number): Generator<number> {
  const shift = Math.floor(hashed(seedOf(well), well.place, kind) * days);
  for (let day = Math.ceil(fromMs / MS_PER_DAY); day * MS_PER_DAY < toMs; day += 1)
    if ((day + shift) % days === 0) yield day * MS_PER_DAY;
}

const PROPERTIES = [
  { property: 'density_20c', unit: 'kg/m3', method: 'GOST 3900', usual: 862, wells: 18, noise: 1.2 },
  { property: 'water_cut', unit: 'percent', method: 'GOST 2477', usual: 0, wells: 0, noise: 1.1 },
  { property: 'salts', unit: 'mg/l', method: 'GOST 21534', usual: 160, wells: 60, noise: 9 },
  { property: 'paraffin', unit: 'percent', method: 'GOST 11851', usual: 4.2, wells: 1.4, noise: 0.15 },
  { property: 'sulphur', unit: 'percent', method: 'GOST R 51947', usual: 1.35, wells: 0.4, noise: 0.03 },
  { property: 'viscosity_20c', unit: 'mm2/s', method: 'GOST 33', usual: 14.5, wells: 5, noise: 0.4 },
] as const;

function* laboratory(well: FieldWell, fromMs: number, toMs: number): Generator<object> {
  for (const dayMs of every(14, well, 1, fromMs, toMs)) {
    const sample = `${well.id}-${isoDay(dayMs)}`;
    const { waterCut } = ratesOn(seedOf(well), well.place, well.nature, rateDay(dayMs));
    for (const [place, { property, unit, method, usual, wells, noise }] of PROPERTIES.entries()) {
      const own =
        property === 'water_cut'
          ? waterCut * 100
          : usual + wells * (2 * hashed(seedOf(well), well.place, place, 41) - 1);
      const value = Math.max(0, own + noise * normalAt(seedOf(well), well.place, place, dayMs / MS_PER_DAY));
      yield {
        id: `${sample}-${property}`,
        well_id: well.id,
        date: at(dayMs),
        sample_id: sample,
        property,
        value: rounded(value),
        unit,
        method,
        description: 'simulated',
      };
    }
  }
}

/** A build-up when the pump was installed, and one each seventy days. */
function* tests(well: FieldWell, fromMs: number, toMs: number, installedMs: number): Generator<object> {
  for (const dayMs of [installedMs, ...every(70, well, 2, installedMs, toMs)]) {
    const { liquid } = ratesOn(seedOf(well), well.place, well.nature, rateDay(dayMs));
    const { productivityIndex } = well.nature;
    // Rod pumps have no sensor at their intake: the level tells.
    const flowing = well.pump === 'esp' ? 60 : 45;
    const reservoir = flowing + liquid / productivityIndex + normalAt(seedOf(well), well.place, dayMs / MS_PER_DAY, 51);
    yield {
      id: `${well.id}-pbu-${isoDay(dayMs)}`,
      well_id: well.id,
      date: at(dayMs, 16),
      kind: 'pressure-build-up',
      duration_h: 48,
      reservoir_pressure_bar: rounded(reservoir, 1),
      bottom_hole_pressure_bar: flowing,
      productivity_index_m3_d_bar: rounded(productivityIndex),
      skin: rounded(4 * hashed(seedOf(well), well.place, 52) - 1, 1),
      description: 'simulated',
    };
  }
  for (const dayMs of every(21, well, 3, fromMs, toMs))
    yield {
      id: `${well.id}-level-${isoDay(dayMs)}`,
      well_id: well.id,
      date: at(dayMs, 11),
      kind: 'dynamic-level',
      duration_h: 0.5,
      level_m: Math.round(
        700 +
          600 * hashed(seedOf(well), well.place, 53) +
          15 * normalAt(seedOf(well), well.place, dayMs / MS_PER_DAY, 54),
      ),
      description: 'simulated',
    };
}

const JOURNAL = [
  ['setting', 'Choke changed by one step'],
  ['chemistry', 'Inhibitor of deposits dosed'],
  ['observation', 'Gathering line walked, nothing found'],
  ['power', 'Voltage dip, pump ran through'],
] as const;

function* journal(well: FieldWell, fromMs: number, toMs: number): Generator<object> {
  for (const dayMs of every(9, well, 4, fromMs, toMs)) {
    const [kind, text] = JOURNAL[Math.floor(hashed(seedOf(well), well.place, dayMs / MS_PER_DAY) * JOURNAL.length)]!;
    yield {
      id: `${well.id}-${isoDay(dayMs)}`,
      well_id: well.id,
      date: at(dayMs, 14),
      at: at(dayMs, 10),
      kind,
      text,
      author: `Shift ${(rateDay(dayMs) % 4) + 1}`,
      description: 'simulated',
    };
  }
}

const TRIPS: Readonly<Record<TmsFault, string>> = {
  'gas-interference': 'Pump tripped on underload: gas at the intake',
  'pump-wear': 'Pump stopped: vibration, head lost; stages worn',
  'motor-overheating': 'Pump tripped: motor too hot, insulation down',
  sudden: 'Pump stopped without a sign: cable failed',
  'sensor-stuck': 'Sensor of the intake temperature exchanged: it had been stuck',
};

/** What the crew wrote of the faults that the telemetry of six wells has in it. */
function* trips(well: FieldWell, fromMs: number, toMs: number): Generator<object> {
  for (const { kind, failsMs, runsAgainMs } of episodesBetween(FAULTS, well.place, fromMs, toMs)) {
    const entry = (ms: number, what: string, text: string): object => ({
      id: `${well.id}-${what}-${new Date(failsMs).toISOString().slice(0, 16)}`,
      well_id: well.id,
      date: new Date(ms).toISOString(),
      at: new Date(ms).toISOString(),
      kind: what,
      text,
      author: 'Control room',
      description: 'simulated',
    });
    yield entry(failsMs, kind === 'sensor-stuck' ? 'sensor' : 'stop', TRIPS[kind]);
    if (runsAgainMs > failsMs && runsAgainMs < toMs) yield entry(runsAgainMs, 'start', 'Pump runs again');
  }
}

function* modelled(well: FieldWell, fromMs: number, toMs: number): Generator<object> {
  for (let dayMs = Math.ceil(fromMs / MS_PER_DAY) * MS_PER_DAY; dayMs < toMs; dayMs += MS_PER_DAY) {
    const run = `run-${isoDay(dayMs - ((dayMs / MS_PER_DAY) % 7) * MS_PER_DAY)}`;
    const liquid = modelledLiquid(seedOf(well), well.place, well.nature, rateDay(dayMs));
    const { firstWaterCut, waterCutADay } = well.nature;
    const oil = liquid * (1 - Math.min(0.97, firstWaterCut + waterCutADay * rateDay(dayMs)));
    for (const [quantity, value] of [
      ['liquid_m3_d', liquid],
      ['oil_m3_d', oil],
    ] as const)
      yield {
        id: `${well.id}-${isoDay(dayMs)}-${quantity}`,
        well_id: well.id,
        date: at(dayMs, 0),
        model: 'steppe-network',
        run,
        quantity,
        value: rounded(value),
        description: 'simulated',
      };
  }
}

/** Records of the days from `fromMs` to `toMs` of all wells. */
export function wellRecords(fromMs: number, toMs: number, installedMs: number): WellRecords {
  const live = [...MQTT_WELLS, ...SPARKPLUG_WELLS];
  const all = (
    of: (well: FieldWell, fromMs: number, toMs: number, installedMs: number) => Iterable<object>,
  ): object[] => WELLS.flatMap((well) => [...of(well, fromMs, toMs, installedMs)]);
  return {
    pump_settings: WELLS.map((well) => ({
      id: `${well.id}-${isoDay(installedMs)}`,
      well_id: well.id,
      date: at(installedMs),
      pump_type: well.pump === 'esp' ? `ESP5-${well.nature.nameplateRate}` : `RP-44-${well.nature.nameplateRate}`,
      nameplate_rate_m3_d: well.nature.nameplateRate,
      setting_depth_m: Math.round(1_400 + 700 * hashed(seedOf(well), well.place, 61)),
      description: 'simulated',
    })),
    lab_results: all(laboratory),
    well_tests: all(tests),
    well_events: [...all(journal), ...live.flatMap((well) => [...trips(well, fromMs, toMs)])],
    model_results: all(modelled),
  };
}
