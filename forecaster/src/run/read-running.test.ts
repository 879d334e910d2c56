import { batchOf, nsFromMs, seriesOf, signalId, signalSchema, type Signal } from '@wellhead/contracts';
import { openMemoryStore } from '@wellhead/stores';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openLocalModels } from '../models/local-models.js';
import { randomNumbers } from '../../testing/made-series.js';
import { forecastBatch } from '../workers/forecast-batch.js';
import { onlyRunning } from './read-running.js';
import { readBetween } from './read-signals.js';

const STEP = 600_000;
const STEPS = 1_092;
const DAY_STEPS = 144;
/** It stands for 20 hours, two days before the end. */
const stands = (step: number): boolean => step >= STEPS - 300 && step < STEPS - 180;
const next = randomNumbers(3);
/** A motor that runs at 108 °C, cools down while it stands, and is warm at once when it runs again. */
const temperatureAt = (step: number): number =>
  stands(step) ? 80 + 28 * Math.exp(-(step - STEPS + 300) / 18) : 108 + 0.5 * next();

const signalOf = (more: Partial<Signal>): Signal =>
  signalSchema.parse({
    asset: 'well-1',
    measurement: 'esp',
    field: 'motor_temperature',
    title: 'Motor temperature',
    intervalMs: STEP,
    horizonSteps: DAY_STEPS,
    pack: 'wells',
    ...more,
  });
const told = signalOf({ runsWhile: { measurement: 'esp', field: 'frequency', above: 0, settlesMs: 0 } });
const untold = signalOf({});

describe('readings of what stands now and then', () => {
  const telemetry = openMemoryStore();
  const models = openLocalModels();
  beforeAll(async () => {
    const steps = Array.from({ length: STEPS }, (_, step) => step);
    const reading = (field: string, step: number, value: number) => ({
      series: seriesOf('esp', { asset: 'well-1' }, field, 'float'),
      timeNs: nsFromMs(step * STEP),
      value,
    });
    await telemetry.write(
      batchOf(
        steps.flatMap((step) => [
          reading('motor_temperature', step, temperatureAt(step)),
          reading('frequency', step, stands(step) ? 0 : 50),
        ]),
      ),
    );
  });
  afterAll(async () => {
    await telemetry.close();
    for (const model of models) await model.close();
  });

  const valuesOf = async (signal: Signal): Promise<Float64Array> => {
    const read = await readBetween(telemetry, [signal], 0, STEPS * STEP);
    const known = (await onlyRunning(telemetry, [signal], read)).get(signalId(signal));
    if (!known) throw new Error('no readings');
    return known.values;
  };

  it('are missing while the state that the pack names says so, and those of other signals as they are', async () => {
    const values = await valuesOf(told);
    expect(values.filter((value) => Number.isNaN(value))).toHaveLength(120);
    values.forEach((value, step) => expect(Number.isNaN(value)).toBe(stands(step)));
    expect((await valuesOf(untold)).every((value) => !Number.isNaN(value))).toBe(true);
  });

  it(
    'leave the band of the running pump narrow, which a stop and a start would spoil for weeks',
    { timeout: 60_000 },
    async () => {
      const widest = async (signal: Signal): Promise<number> => {
        const series = [{ values: await valuesOf(signal), nonNegative: false, addsUp: false, leaves: [] }];
        const shape = { seasonSteps: 1, cycleSteps: 7, horizonSteps: DAY_STEPS };
        const [outcome] = await forecastBatch({ shape, series }, models);
        if (outcome?.kind !== 'forecast') throw new Error(outcome?.reason ?? 'no forecast');
        const { quantiles } = outcome.champion;
        const [low, high] = [quantiles[0] as Float64Array, quantiles.at(-1) as Float64Array];
        return Math.max(...high.map((value, step) => value - (low[step] as number)));
      };
      expect(await widest(told)).toBeLessThan(5);
      expect(await widest(untold)).toBeGreaterThan(20);
    },
  );
});
