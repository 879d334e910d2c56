import { TMS_SIGNALS, telemetryAt } from '../simulator/telemetry/simulate-telemetry.js';
import { ratesOn } from '../simulator/production/simulate-production.js';
import {
  FAULTS,
  type FieldWell,
  GATEWAY,
  MQTT_WELLS,
  MS_PER_DAY,
  rateDay,
  seedOf,
  SPARKPLUG_WELLS,
  STEP_MS,
  WELLS,
} from './field.js';
import type { PumpHistory } from './pump-history.js';

/** Simulated readings from downhole as line protocol (ms), `fromMs` out and `toMs` in; what a gateway sends carries its tags. */
export function* telemetryLines(fromMs: number, toMs: number): Generator<string> {
  const wells = [
    ...MQTT_WELLS.map((well) => ({ well, tags: '' })),
    ...SPARKPLUG_WELLS.map((well) => ({ well, tags: `,group=${GATEWAY.group},node=${GATEWAY.node}` })),
  ];
  for (const { well, tags } of wells)
    for (let atMs = stepAfter(fromMs); atMs <= toMs; atMs += STEP_MS) {
      const values = telemetryAt(FAULTS, well.place, atMs);
      const fields = TMS_SIGNALS.flatMap((name) => (values[name] === null ? [] : [`${name}=${values[name]}`]));
      if (fields.length > 0) yield `tms,asset=${well.id}${tags} ${fields.join(',')} ${atMs}`;
    }
}

/** What wells say at one time in the long form: a row a reading. */
export const longForm = (wells: readonly FieldWell[], atMs: number): object[] =>
  wells.flatMap((well) => {
    const values = telemetryAt(FAULTS, well.place, atMs);
    const timestamp = new Date(atMs).toISOString();
    return TMS_SIGNALS.flatMap((name) =>
      values[name] === null ? [] : [{ timestamp, well_id: well.id, sensor_type: name, value: values[name] }],
    );
  });

export const stepAfter = (ms: number): number => (Math.floor(ms / STEP_MS) + 1) * STEP_MS;

/** One spot measurement a well and day, of the days after `fromMs` that have begun by `toMs`; none while the pump stands. */
export function* rateLines(fromMs: number, toMs: number, pumps: Pick<PumpHistory, 'standsOn' | 'conditionOn'>) {
  for (const well of WELLS)
    for (let dayMs = (Math.floor(fromMs / MS_PER_DAY) + 1) * MS_PER_DAY; dayMs <= toMs; dayMs += MS_PER_DAY) {
      if (well.pump === 'esp' && pumps.standsOn(well.place, dayMs)) continue;
      const condition = well.pump === 'esp' ? pumps.conditionOn(well.place, dayMs) : 1;
      const { liquid, oil, gas, waterCut } = ratesOn(seedOf(well), well.place, well.nature, rateDay(dayMs), condition);
      yield `agzu,asset=${well.id} liquid=${liquid.toFixed(2)},oil=${oil.toFixed(2)},gas=${gas.toFixed(1)},water_cut=${waterCut.toFixed(4)} ${dayMs}`;
    }
}
