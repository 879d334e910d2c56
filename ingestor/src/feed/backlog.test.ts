import { expect, it } from 'vitest';
import type { RecordHeader } from '../spool/record.js';
import { openBacklog } from './backlog.js';

const NOTHING = { upTo: 0, sinceMs: undefined, telemetry: 0, postgres: 0 };

const header = (kind: RecordHeader['kind'], readings: number): RecordHeader => ({
  kind,
  source: 'plc',
  token: 't',
  receivedAtMs: 0,
  precision: 'ns',
  received: 1,
  accepted: 1,
  ...(kind === 'lines' ? { readings } : { accepted: readings }),
});

it('counts for each sink what it lacks, and since when', () => {
  let nowMs = 1_000;
  const backlog = openBacklog(NOTHING, () => nowMs);
  backlog.arrived(1, header('lines', 40));
  nowMs = 5_000;
  backlog.arrived(2, header('records', 3));
  expect(backlog.behind('telemetry', 0)).toEqual({ readings: 40, lagMs: 4_000 });
  expect(backlog.behind('postgres', 0)).toEqual({ readings: 3, lagMs: 4_000 });
  backlog.delivered('telemetry', [header('lines', 40)]);
  nowMs = 5_500;
  expect(backlog.behind('telemetry', 1)).toEqual({ readings: 0, lagMs: 500 });
  backlog.delivered('postgres', [header('lines', 40), header('records', 3)]);
  expect(backlog.behind('postgres', 2)).toEqual({ readings: 0, lagMs: 0 });
});

it('begins with what lay in the spool before the start', () => {
  const backlog = openBacklog({ upTo: 7, sinceMs: 100, telemetry: 12, postgres: 0 }, () => 9_000);
  expect(backlog.behind('telemetry', 3)).toEqual({ readings: 12, lagMs: 8_900 });
  backlog.forget(7);
  expect(backlog.behind('telemetry', 7).lagMs).toBe(0);
});

it('keeps the time of the oldest through a store that is away for days', () => {
  let nowMs = 0;
  const backlog = openBacklog(NOTHING, () => nowMs);
  for (let sequence = 1; sequence <= 50_000; sequence++) {
    nowMs = sequence * 1_000;
    backlog.arrived(sequence, header('lines', 1));
  }
  expect(backlog.behind('telemetry', 0)).toEqual({ readings: 50_000, lagMs: 49_999_000 });
  const { lagMs } = backlog.behind('telemetry', 25_000);
  expect(lagMs).toBeGreaterThanOrEqual(24_999_000);
  expect(lagMs).toBeLessThan(25_100_000);
});
