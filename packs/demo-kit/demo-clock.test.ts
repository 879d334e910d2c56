import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openDemoClock } from './demo-clock.js';

const DAY = 86_400_000;
const START = Date.UTC(2026, 3, 1);

describe('the clock of a demo', () => {
  let dir: string;
  let wallMs: number;
  const open = (speed: number) =>
    openDemoClock({ file: join(dir, 'clock.json'), clock: () => wallMs, speed, behindMs: 7 * DAY });
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'wellhead-clock-'));
    wallMs = START;
  });
  afterEach(() => rmSync(dir, { recursive: true, force: true }));

  it('goes by the wall at the speed of the wall, and when it is asked to be slower', () => {
    for (const speed of [1, 0.1]) {
      const clock = open(speed);
      wallMs += 5_000;
      expect([clock.now(), clock.isBehind(), clock.onTheWall(60_000, 1)]).toEqual([wallMs, false, 60_000]);
    }
  });

  it('begins a week behind, goes a day in ten seconds, and never passes the wall', () => {
    const clock = open(8_640);
    expect(clock.now()).toBe(START - 7 * DAY);
    expect(clock.onTheWall(DAY, 100)).toBe(10_000);
    expect(clock.onTheWall(600_000, 100)).toBe(100);
    wallMs += 10_000;
    expect(clock.now()).toBe(START - 6 * DAY);
    expect(clock.isBehind()).toBe(true);
    wallMs += 61_000;
    expect([clock.now(), clock.isBehind(), clock.onTheWall(DAY, 100)]).toEqual([wallMs, false, DAY]);
  });

  it('goes on where it was after a stop, and stays at the wall once it was there', () => {
    open(8_640);
    wallMs += 10_000;
    expect(open(8_640).now()).toBe(START - 6 * DAY);
    wallMs += DAY;
    expect(open(8_640).now()).toBe(wallMs);
    expect(open(1).now()).toBe(wallMs);
    expect(open(8_640).now()).toBe(wallMs);
    expect(open(8_640).firstMs).toBe(START - 7 * DAY);
  });

  it('says which file is damaged and what to do', () => {
    writeFileSync(join(dir, 'clock.json'), '{"realMs": 1}');
    expect(() => open(2)).toThrow(/clock\.json is damaged: .* Remove it/);
  });
});
