import { describe, expect, it } from 'vitest';
import { ESP_SIGNALS, simulateWells } from './simulate-wells.js';

describe('simulated pump wells', () => {
  it('are the same from the same seed, and others from another', () => {
    const wells = simulateWells({ seed: 1, wells: 3, days: 400 });
    expect(simulateWells({ seed: 1, wells: 3, days: 400 })).toEqual(wells);
    expect(simulateWells({ seed: 2, wells: 3, days: 400 })).not.toEqual(wells);
  });

  it('stand still between a failure and the repair, and run on after it', () => {
    const wells = simulateWells({ seed: 3, wells: 40, days: 1_000 });
    expect(wells.flatMap(({ repairs }) => repairs).length).toBeGreaterThan(40);
    for (const { signals, repairs } of wells)
      for (const { failedOnDay, runsAgainOnDay } of repairs)
        for (const name of ESP_SIGNALS)
          expect(signals[name].subarray(failedOnDay, runsAgainOnDay).every(Number.isNaN)).toBe(true);
  });

  it('grow hot before they overheat', () => {
    const wells = simulateWells({ seed: 4, wells: 120, days: 1_000 });
    const rises = wells.flatMap(({ signals, repairs }) =>
      repairs
        .filter(({ cause, failedOnDay }) => cause === 'overheating' && failedOnDay > 150)
        .map(({ failedOnDay }) => {
          const mean = (from: number, to: number): number => {
            const values = signals.motor_temperature.subarray(from, to).filter((value) => !Number.isNaN(value));
            return values.reduce((sum, value) => sum + value, 0) / values.length;
          };
          return mean(failedOnDay - 3, failedOnDay) - mean(failedOnDay - 80, failedOnDay - 60);
        })
        .filter(Number.isFinite),
    );
    const sorted = rises.sort((a, b) => a - b);
    expect(sorted[Math.floor(sorted.length / 2)]).toBeGreaterThan(4);
  });
});
