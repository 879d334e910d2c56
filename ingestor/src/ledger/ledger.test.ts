import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RecordHeader } from '../spool/record.js';
import { balanceBooks, type Recount } from './balance.js';
import { openProgress } from './progress.js';
import { addTally, POSTGRES_SINK, type Tally, tallyOf, TELEMETRY_SINK } from './tally.js';

const HOUR_MS = 3_600_000;
const header = (kind: RecordHeader['kind'], accepted: number, refused = 0, receivedAtMs = 0): RecordHeader => ({
  kind,
  source: 'pump',
  token: 't',
  receivedAtMs,
  precision: 'ns',
  received: accepted + refused,
  accepted,
  readings: accepted * 2,
});
const acceptedIn = (tally: Tally): number => [...tally.values()].reduce((sum, entry) => sum + entry.accepted, 0);

const headers = fc.array(
  fc
    .tuple(
      fc.constantFrom('lines' as const, 'points' as const, 'records' as const),
      fc.nat(50),
      fc.nat(5),
      fc.nat(5 * HOUR_MS),
    )
    .map(([kind, accepted, refused, atMs]) => header(kind, accepted, refused, atMs)),
  { maxLength: 60 },
);

describe('the tally of records', () => {
  it('puts rows into the hour of their arrival, and readings beside lines', () => {
    const tally = tallyOf([header('lines', 2, 1), header('lines', 3, 0, HOUR_MS - 1), header('lines', 4, 0, HOUR_MS)]);
    expect([...tally.values()]).toEqual([
      { source: 'pump', hourMs: 0, received: 6, accepted: 5, readings: 10 },
      { source: 'pump', hourMs: HOUR_MS, received: 4, accepted: 4, readings: 8 },
    ]);
  });

  it('splits accepted rows between the sinks without a rest', () => {
    fc.assert(
      fc.property(headers, (all) => {
        const parts = [TELEMETRY_SINK, POSTGRES_SINK].map((sink) => acceptedIn(tallyOf(all, sink as 'telemetry')));
        expect(parts.reduce((sum, part) => sum + part, 0)).toBe(acceptedIn(tallyOf(all)));
      }),
    );
  });
});

describe('deliveries that Postgres does not know of', () => {
  it('are told once, in order, up to the sequence that is asked for, however many were joined', () => {
    fc.assert(
      fc.property(headers, fc.array(fc.nat(3_000), { minLength: 1, maxLength: 20 }), (all, asked) => {
        const progress = openProgress();
        // Many more than are kept apart.
        const many = Array.from({ length: 2_500 }, (_, at) => all[at % Math.max(1, all.length)] ?? header('lines', 1));
        many.forEach((one, at) => progress.add(at + 1, tallyOf([one])));
        expect(progress.size).toBeLessThanOrEqual(1_000);
        const told: Tally = new Map();
        let before = 0;
        for (const upTo of [...asked, 2_500].sort((a, b) => a - b)) {
          const { last, tally } = progress.upTo(upTo);
          expect(last ?? before).toBeLessThanOrEqual(Math.max(upTo, before));
          addTally(told, tally);
          if (last !== undefined) progress.forget((before = last));
        }
        expect(told).toEqual(tallyOf(many));
      }),
      { numRuns: 20 },
    );
  });
});

describe('the books', () => {
  const totals = (delivered: number) => ({
    received: 12,
    accepted: 10,
    quarantined: 2,
    sinks: {
      telemetry: { sequence: 3, accepted: 8, delivered },
      postgres: { sequence: 5, accepted: 2, delivered: 2 },
    },
  });
  const behindArrival: Recount = { telemetry: 4, postgres: 1 };
  const behind = (sink: string): Recount => (sink === 'postgres' ? behindArrival : { telemetry: 7, postgres: 1 });

  it('balance when what Postgres counts and what the spool holds add up', () => {
    const balances = balanceBooks(totals(5), behindArrival, behind);
    expect(balances.map(({ account, total, placed }) => [account, total, placed])).toEqual([
      ['door', 12, 12],
      ['telemetry', 12, 12],
      ['postgres', 3, 3],
    ]);
  });

  it('say where rows are missing, and where they were counted twice', () => {
    expect(balanceBooks(totals(4), behindArrival, behind)[1]?.imbalance).toBe(1);
    expect(balanceBooks(totals(6), behindArrival, behind)[1]?.imbalance).toBe(-1);
  });
});
