import { describe, expect, it } from 'vitest';
import { episodesBetween, TMS_FAULTS, type FaultEpisode, type FaultPlan, type TmsFault } from './faults.js';
import { telemetryAt, type TmsSignal } from './simulate-telemetry.js';

const DAY = 86_400_000;
const HOUR = 3_600_000;
const FROM = Date.UTC(2026, 0, 1);
const plan: FaultPlan = { seed: 11, turnMs: 12 * DAY };
const WELLS = Array.from({ length: 12 }, (_, well) => well);

const found = (kind: TmsFault): { well: number; episode: FaultEpisode } => {
  for (const well of WELLS)
    for (const episode of episodesBetween(plan, well, FROM, FROM + 200 * DAY))
      if (episode.kind === kind) return { well, episode };
  throw new Error(`no ${kind} in 200 days`);
};
const mean = (well: number, name: TmsSignal, atMs: number): number => {
  const values = Array.from({ length: 12 }, (_, step) => telemetryAt(plan, well, atMs - step * 600_000)[name]);
  const known = values.filter((value) => value !== null);
  return known.reduce((sum, value) => sum + value, 0) / known.length;
};

describe('simulated downhole telemetry', () => {
  it('is a function of well and time alone, another with another seed', () => {
    const now = telemetryAt(plan, 3, FROM + 5 * DAY);
    telemetryAt(plan, 4, FROM);
    expect(telemetryAt(plan, 3, FROM + 5 * DAY)).toEqual(now);
    expect(telemetryAt({ ...plan, seed: 12 }, 3, FROM + 5 * DAY)).not.toEqual(now);
  });

  it('has every fault, one a turn and well, in order and not over each other', () => {
    const kinds = new Set<TmsFault>();
    for (const well of WELLS) {
      const episodes = episodesBetween(plan, well, FROM, FROM + 240 * DAY);
      expect(episodes.length).toBeGreaterThanOrEqual(19);
      episodes.forEach((episode, at) => {
        kinds.add(episode.kind);
        expect(episode.startsMs).toBeLessThanOrEqual(episode.failsMs);
        const next = episodes[at + 1];
        if (next) expect(next.startsMs).toBeGreaterThan(episode.runsAgainMs);
      });
    }
    expect([...kinds].sort()).toEqual([...TMS_FAULTS].sort());
  });

  it.each([
    ['motor-overheating', 'motor_temperature', 15],
    ['pump-wear', 'vibration_x', 0.25],
    ['gas-interference', 'intake_pressure', -8],
  ] as const)('%s shows in the %s before the trip, and nothing flows after it', (kind, name, least) => {
    const { well, episode } = found(kind);
    const moved = mean(well, name, episode.failsMs - HOUR) - mean(well, name, episode.startsMs - HOUR);
    expect(Math.sign(moved)).toBe(Math.sign(least));
    expect(Math.abs(moved)).toBeGreaterThan(Math.abs(least));
    expect(telemetryAt(plan, well, episode.failsMs + HOUR).frequency ?? 0).toBe(0);
  });

  it('says the very same while its sensor is stuck', () => {
    const { well, episode } = found('sensor-stuck');
    const values = Array.from({ length: 30 }, (_, step) =>
      telemetryAt(plan, well, episode.startsMs + (step + 1) * 600_000),
    );
    expect(new Set(values.flatMap(({ intake_temperature: value }) => (value === null ? [] : [value]))).size).toBe(1);
    expect(new Set(values.map(({ motor_temperature: value }) => value)).size).toBeGreaterThan(20);
  });
});
