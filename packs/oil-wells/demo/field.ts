import { natureOf, type WellNature } from '../simulator/production/simulate-production.js';
import type { FaultPlan } from '../simulator/telemetry/faults.js';

/** The demo's field: which wells there are, and what was drawn for them once and for all. */
export const MS_PER_DAY = 86_400_000;
export const STEP_MS = 600_000;
const SEED = 3_107;

/** Faults of the wells that send from downhole: one in twelve days each, so that one is always on its way. */
export const FAULTS: FaultPlan = { seed: SEED, turnMs: 12 * MS_PER_DAY };

export interface FieldWell {
  readonly id: string;
  /** Number in its kind, from 0: what simulators know it by. */
  readonly place: number;
  readonly pump: 'rod' | 'esp';
  readonly nature: WellNature;
}

const wells = (pump: FieldWell['pump'], prefix: string, first: number, count: number, most: number): FieldWell[] =>
  Array.from({ length: count }, (_, place) => ({
    id: `${prefix}-${first + place}`,
    place,
    pump,
    nature: natureOf(SEED + (pump === 'rod' ? 1 : 0), place, most),
  }));

export const WELLS: readonly FieldWell[] = [...wells('rod', 'rp', 201, 8, 28), ...wells('esp', 'esp', 301, 36, 190)];

/** The first six submersible pumps send each ten minutes: three over plain MQTT, three through a Sparkplug gateway. */
const LIVE = WELLS.filter(({ pump }) => pump === 'esp').slice(0, 6);
export const MQTT_WELLS: readonly FieldWell[] = LIVE.slice(0, 3);
/** Of these the last one sends to Kafka instead where there is a broker. */
export const KAFKA_WELLS: readonly FieldWell[] = MQTT_WELLS.slice(2);
export const SPARKPLUG_WELLS: readonly FieldWell[] = LIVE.slice(3);
export const GATEWAY = { group: 'steppe', node: 'pad-3' } as const;

export const seedOf = ({ pump }: FieldWell): number => SEED + (pump === 'rod' ? 1 : 0);
/** Rates are drawn from here on. */
export const FIRST_RATE_MS = Date.UTC(2024, 0, 1);
export const rateDay = (ms: number): number => Math.floor((ms - FIRST_RATE_MS) / MS_PER_DAY);
export const isoDay = (ms: number): string => new Date(ms).toISOString().slice(0, 10);
