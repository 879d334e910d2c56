import { signalSchema } from '@wellhead/contracts';
import { describe, expect, it } from 'vitest';
import { inputsOf, type InputsOutcome } from './driver-inputs.js';

const HOUR = 3_600_000;
/** Eight hours known, two ahead; “now” is half an hour after the newest reading. */
const cutoffMs = 8 * HOUR;
const asOfMs = 8.5 * HOUR;
const readings = (from: number, ...values: readonly number[]) => ({
  timesMs: Float64Array.from(values, (_, at) => (from + at) * HOUR),
  values: Float64Array.from(values),
});
const heat = (driver: object) =>
  signalSchema.parse({
    asset: 'house',
    measurement: 'use',
    field: 'heat',
    title: 'Heat',
    intervalMs: HOUR,
    horizonSteps: 2,
    pack: 'test',
    drivers: [{ measurement: 'air', field: 'temperature', ...driver }],
  });
const inputs = (driver: object, known: Record<string, ReturnType<typeof readings>>): InputsOutcome =>
  inputsOf(heat(driver), new Map(Object.entries(known)), { asOfMs, cutoffMs, windowSteps: 4 });
const values = (outcome: InputsOutcome): number[] => Array.from(outcome.inputs.drivers[0] ?? []);

describe('drivers of a signal', () => {
  it('are measured until the cutoff and planned after it, and what is measured later is never seen', () => {
    const outcome = inputs(
      { plan: { measurement: 'air', field: 'temperature_plan' } },
      {
        'house air.temperature': readings(4, 4, 5, 6, 7, 8, 99, 99),
        'house air.temperature_plan': readings(7, 70, 80, 90, 100),
      },
    );
    expect(outcome.kind).toBe('known');
    expect(values(outcome)).toEqual([5, 6, 7, 8, 90, 100]);
  });

  it('are left out when a step of the horizon is not known, with the step that is missing', () => {
    const outcome = inputs({}, { 'house air.temperature': readings(4, 4, 5, 6, 7, 8, 9) });
    expect(outcome).toMatchObject({ kind: 'calendar-only', inputs: { cutoffMs, stepMs: HOUR, drivers: [] } });
    if (outcome.kind === 'calendar-only')
      expect(outcome.reason).toBe('driver house air.temperature has no value for 1970-01-01T10:00:00.000Z');
  });

  it('go on as they were, or are nothing, where the pack says so', () => {
    const known = { 'house air.temperature': readings(4, 4, 5, 6, 7, 8) };
    expect(values(inputs({ missing: 'hold' }, known))).toEqual([5, 6, 7, 8, 8, 8]);
    expect(values(inputs({ missing: 'zero' }, known))).toEqual([5, 6, 7, 8, 0, 0]);
    expect(values(inputs({ missing: 'zero' }, {}))).toEqual([0, 0, 0, 0, 0, 0]);
    expect(inputs({ missing: 'hold' }, {}).kind).toBe('calendar-only');
  });
});
