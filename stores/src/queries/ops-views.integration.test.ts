import { batchOf, nsFromMs, seriesOf } from '@wellhead/contracts';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { NOW_MS, openQueryFixture, type QueryFixture, valuesOf } from '../../testing/query-fixture.js';
import { quarantineRows } from '../postgres/quarantine.js';
import { openMemoryStore } from '../telemetry/index.js';

let fixture: QueryFixture;
beforeAll(async () => {
  fixture = await openQueryFixture(openMemoryStore());
});
afterAll(() => fixture.close());

it('counts what is open in quarantine by who sent it, who refused it and why', async () => {
  const row = { receivedAtMs: NOW_MS - 5_000, source: 'mixer', refusedBy: 'parser', raw: 'x', place: {} };
  await quarantineRows(fixture.stores.pool, [
    { ...row, reason: 'the value is no number; found “a”; expected 1.5', place: { line: 1 } },
    { ...row, reason: 'the value is no number; found “b”', place: { line: 2 }, receivedAtMs: NOW_MS },
    {
      ...row,
      reason: 'and 7 more from here on; the first says: the value is no number',
      place: { line: 3 },
      covers: 7,
    },
    { ...row, reason: 'the store says no: 12', refusedBy: 'store memory', covers: 0 },
  ]);
  const [frame] = await fixture.ask({ queryType: 'ops', view: 'quarantine-reasons' });
  expect(valuesOf(frame, 'refused by')).toEqual(['parser', 'store memory']);
  expect(valuesOf(frame, 'reason')).toEqual(['the value is no number', 'the store says no']);
  expect(valuesOf(frame, 'rows')).toEqual([9, 1]);
  expect(valuesOf(frame, 'newest')[0]).toBe(NOW_MS);
});

it('balances the ledger hour by hour over all sources, the oldest first, within the time asked for', async () => {
  const { pool } = fixture.stores;
  await pool.query(
    `insert into ops.ledger (ingestor, source, hour, received, accepted, quarantined) values
     ('a', 'mixer', '2026-01-01T10:00Z', 10, 8, 2), ('b', 'pump', '2026-01-01T10:00Z', 5, 5, 0),
     ('a', 'mixer', '2026-01-01T11:00Z', 7, 6, 0), ('a', 'mixer', '2026-01-01T14:00Z', 1, 1, 0)`,
  );
  await pool.query(
    `insert into ops.sink_ledger (ingestor, sink, source, hour, accepted, delivered) values
     ('a', 'telemetry', 'mixer', '2026-01-01T10:00Z', 8, 6), ('b', 'telemetry', 'pump', '2026-01-01T10:00Z', 5, 5),
     ('a', 'telemetry', 'mixer', '2026-01-01T11:00Z', 4, 4), ('a', 'postgres', 'mixer', '2026-01-01T11:00Z', 2, 2)`,
  );
  const hours = { fromMs: Date.UTC(2026, 0, 1, 10, 30), toMs: Date.UTC(2026, 0, 1, 12) };
  const [frame] = await fixture.ask({ queryType: 'ops', view: 'ledger-balance' }, hours);
  const table = ['hour', 'received', 'accepted', 'quarantined', 'delivered', 'pending', 'imbalance'].map((name) =>
    valuesOf(frame, name),
  );
  expect(table).toEqual([
    [Date.UTC(2026, 0, 1, 10), Date.UTC(2026, 0, 1, 11)],
    [15, 7],
    [13, 6],
    [2, 0],
    [11, 6],
    [2, 0],
    // The hour that received seven has placed six.
    [0, 1],
  ]);
});

it('shows topics and partitions with the offset that is stored and what waits, as the ingestor last told', async () => {
  const { pool, telemetry } = fixture.stores;
  await pool.query(
    `insert into ops.source_positions (source, stream, position, ingestor) values ('events', 'esp/1', 41, 'a')`,
  );
  const tell = (measurement: string, partition: string, value: number, ageMs: number) => ({
    series: seriesOf(measurement, { asset: 'ingestor', source: 'events', stream: 'esp', partition }, 'value', 'float'),
    timeNs: nsFromMs(NOW_MS - ageMs),
    value,
  });
  await telemetry.write(
    batchOf([
      tell('wellhead_source_lag_events', '0', 0, 10_000),
      tell('wellhead_source_lag_events', '1', 900, 20_000),
      tell('wellhead_source_lag_events', '1', 12, 10_000),
      tell('wellhead_source_stream_lag_seconds', '1', 3.5, 10_000),
      // Of a partition that nobody has told of for two days.
      tell('wellhead_source_lag_events', '7', 5, 2 * 86_400_000),
    ]),
  );
  const [frame] = await fixture.ask({ queryType: 'ops', view: 'streams' });
  expect(
    ['source', 'topic', 'partition', 'stored up to', 'waiting events', 'lag'].map((name) => valuesOf(frame, name)),
  ).toEqual([
    ['events', 'events'],
    ['esp', 'esp'],
    [0, 1],
    [null, 41],
    [0, 12],
    [null, 3.5],
  ]);
});
