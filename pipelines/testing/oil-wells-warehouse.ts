import { fileURLToPath } from 'node:url';
import { batchOf, nsFromMs, type Pack, seriesOf } from '@wellhead/contracts';
import { installPack, loadPack, openMemoryStore, saveRecords, type TelemetryStore } from '@wellhead/stores';
import { openTestDatabase, type TestDatabase } from '../../stores/testing/database.js';
import { runCollect } from '../src/steps/run-collect.js';
import type { StepFigures } from '../src/step-context.js';

export const DAY = 86_400_000;
export const FIRST = Date.parse('2026-03-01T00:00:00Z');
export const NOW = FIRST + 4 * DAY;
export const WELL = 'esp-301';
const step = {
  kind: 'collect',
  name: 'daily figures',
  table: 'dds.well_days',
  signals: ['agzu.liquid', 'agzu.oil', 'esp.intake_pressure', 'esp.power', 'tms.intake_pressure'],
  daysBefore: 0,
} as const;

export interface OilWellsWarehouse {
  readonly telemetry: TelemetryStore;
  readonly pack: Pack;
  readonly database: TestDatabase;
  /** Readings of a signal of the well, by hours since the first day. */
  send(
    measurement: string,
    field: string,
    readings: readonly (readonly [hours: number, value: number])[],
  ): Promise<unknown>;
  records(type: string, rows: readonly Record<string, string | number>[]): Promise<void>;
  /** Runs the step that counts readings by day. */
  collect(fromDay: string, toDay: string, daysBefore?: number): Promise<StepFigures>;
  rowsOf(sql: string): Promise<Record<string, unknown>[]>;
}

/** A database with the pack oil-wells, and two days of one well: metered rates, telemetry, tests, models, journal and repairs. */
export async function openOilWellsWarehouse(): Promise<OilWellsWarehouse> {
  const telemetry = openMemoryStore();
  const pack = await loadPack(fileURLToPath(new URL('../../packs/oil-wells', import.meta.url)));
  const database = await openTestDatabase({ packs: [pack] });
  await installPack(database.pool, pack);
  const send = (measurement: string, field: string, readings: readonly (readonly [hours: number, value: number])[]) =>
    telemetry.write(
      batchOf(
        readings.map(([hours, value]) => ({
          series: seriesOf(measurement, { asset: WELL }, field, 'float'),
          timeNs: nsFromMs(FIRST + hours * 3_600_000),
          value,
        })),
      ),
    );
  const records = async (type: string, rows: readonly Record<string, string | number>[]): Promise<void> => {
    const recordType = pack.manifest.recordTypes.find((known) => known.type === type);
    if (recordType === undefined) throw new Error(`no record type ${type}`);
    const client = await database.pool.connect();
    await client.query('begin');
    const outcome = await saveRecords(client, recordType, rows, { receivedAtMs: NOW, source: 'test', batchId: '1' });
    await client.query('commit');
    client.release();
    if (outcome.refused.length > 0) throw new Error(JSON.stringify(outcome.refused));
  };
  const collect = (fromDay: string, toDay: string, daysBefore = 0) =>
    runCollect(
      { ...step, signals: [...step.signals], daysBefore },
      {
        pack,
        range: { fromDay, toDay },
        pool: database.pool,
        telemetry,
        timeoutMs: 10_000,
        signal: new AbortController().signal,
        log: () => Promise.resolve(),
      },
    );
  const rowsOf = async (sql: string) => (await database.pool.query<Record<string, unknown>>(sql)).rows;

  await send('agzu', 'liquid', [
    [6, 90],
    [18, 110],
    [30, 96],
  ]);
  await send('agzu', 'oil', [[6, 40]]);
  await send('esp', 'intake_pressure', [
    [12, 70],
    [36, 70],
  ]);
  await send('esp', 'power', [[12, 50]]);
  await send('tms', 'intake_pressure', [
    [1, 59],
    [2, 61],
  ]);
  const date = '2026-02-01T00:00:00Z';
  await records('pump_settings', [{ id: 'p1', well_id: WELL, date, pump_type: 'ESP 125', nameplate_rate_m3_d: 125 }]);
  await records('well_tests', [
    { id: 't1', well_id: WELL, date, kind: 'pressure-build-up', reservoir_pressure_bar: 160 },
    { id: 't2', well_id: WELL, date: '2026-02-20T00:00:00Z', kind: 'dynamic-level', level_m: 900 },
  ]);
  await records('model_results', [
    {
      id: 'm1',
      well_id: WELL,
      date: '2026-03-01T00:00:00Z',
      model: 'north',
      run: '1',
      quantity: 'liquid_m3_d',
      value: 50,
    },
    {
      id: 'm2',
      well_id: WELL,
      date: '2026-03-01T00:00:00Z',
      model: 'north',
      run: '2',
      quantity: 'liquid_m3_d',
      value: 80,
    },
  ]);
  await records('well_events', [
    { id: 'e1', well_id: WELL, date, at: date, kind: 'setting', text: 'Choke to 8 mm', author: 'Shift 2' },
  ]);
  await records('maintenance_records', [
    {
      id: 'r1',
      well_id: WELL,
      date,
      kind: 'current',
      started_at: date,
      finished_at: '2026-02-04T00:00:00Z',
      reason: 'wear',
    },
  ]);
  return { telemetry, pack, database, send, records, collect, rowsOf };
}
