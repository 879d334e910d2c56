import { type Forecast, QUANTILES } from '@wellhead/contracts';
import { migrateDown, migrateUp, runQuery, saveForecasts } from '@wellhead/stores';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  DAY,
  FIRST,
  NOW,
  WELL,
  openOilWellsWarehouse,
  type OilWellsWarehouse,
} from '../testing/oil-wells-warehouse.js';
import { figuresOfReport } from '../testing/report-figures.js';
import { splitStatements } from './split-statements.js';

describe('the warehouse of the oil wells', () => {
  let collect: OilWellsWarehouse['collect'];
  let database: OilWellsWarehouse['database'];
  let pack: OilWellsWarehouse['pack'];
  let records: OilWellsWarehouse['records'];
  let rowsOf: OilWellsWarehouse['rowsOf'];
  let send: OilWellsWarehouse['send'];
  let telemetry: OilWellsWarehouse['telemetry'];

  beforeAll(async () => {
    ({ collect, database, pack, records, rowsOf, send, telemetry } = await openOilWellsWarehouse());
  });
  afterAll(() => database?.close());

  it('counts readings by day, and counted again it says the same', async () => {
    expect(await collect('2026-03-01', '2026-03-02')).toEqual({ signals: 5, rows: 7 });
    await collect('2026-03-01', '2026-03-02');
    expect(
      await rowsOf(
        `select day::text, mean, low, high, readings::int from dds.well_days where field = 'liquid' order by day`,
      ),
    ).toEqual([
      { day: '2026-03-01', mean: 100, low: 90, high: 110, readings: 2 },
      { day: '2026-03-02', mean: 96, low: 96, high: 96, readings: 1 },
    ]);
  });

  it('says of each well what its pump is measured by: gauges, the daily archive, or dynacards', async () => {
    const measured = async (well: string, page: string): Promise<unknown> =>
      (
        await rowsOf(
          `select string_agg(quantity, ' ' order by quantity) as all from mart.well_measured where well_id = '${well}' and page = '${page}'`,
        )
      )[0]?.['all'];
    expect(await measured('rp-201', 'well')).toBe('fault_probability fillage');
    expect(await measured(WELL, 'well')).toBe(
      'current frequency insulation_resistance pressure temperature vibration voltage',
    );
    // It has neither gauges nor, yet, an archive.
    expect(await measured('esp-336', 'well')).toBeNull();
    expect(await measured('rp-201', 'productivity')).toBe('pump_efficiency');
    expect(await measured('esp-336', 'productivity')).toBe(
      'drawdown productivity_index pump_efficiency specific_energy',
    );
  });

  it('keeps a month a partition, made when its days come', async () => {
    expect(
      await rowsOf(
        `select i.inhrelid::regclass::text as month, obj_description(i.inhrelid) as comment from pg_inherits i where i.inhparent = 'dds.well_days'::regclass`,
      ),
    ).toEqual([{ month: 'dds.well_days_2026_03', comment: 'Rows of 2026-03 (UTC) of dds.well_days.' }]);
  });

  it('takes a late correction in when it looks back', async () => {
    await send('agzu', 'liquid', [[30, 98]]);
    await collect('2026-03-03', '2026-03-03', 2);
    expect(await rowsOf(`select mean from dds.well_days where field = 'liquid' and day = '2026-03-02'`)).toEqual([
      { mean: 98 },
    ]);
  });

  it('works out efficiency, drawdown, productivity index and specific energy', async () => {
    const [row] = await rowsOf(
      `select pad, liquid_m3_d, pump_efficiency, drawdown_bar, productivity_index_m3_d_bar, specific_energy_kwh_m3
       from mart.well_productivity where well_id = '${WELL}' and day = '2026-03-01'`,
    );
    // The reading from downhole (60 bar) goes before the daily archive (70 bar); the test without a pressure is passed over.
    expect(row).toEqual({
      pad: 'Pad 3',
      liquid_m3_d: 100,
      pump_efficiency: 100 / 125,
      drawdown_bar: 100,
      productivity_index_m3_d_bar: 1,
      specific_energy_kwh_m3: (50 * 24) / 100,
    });
  });

  it('compares the newest run of a model with the meter', async () => {
    expect(await rowsOf('select run, modelled, metered, deviation from mart.model_deviation')).toEqual([
      { run: '2', modelled: 80, metered: 100, deviation: 0.25 },
    ]);
  });

  it('has in its reports of a shift, the day and the month the figures that SQL says', async () => {
    const stores = { pool: database.pool, readOnlyPool: database.pool, telemetry };
    await records('well_events', [
      {
        id: 'e2',
        well_id: WELL,
        date: '2026-03-01T00:00:00Z',
        at: '2026-03-01T11:59:00Z',
        kind: 'setting',
        text: 'Choke',
        author: 'A',
      },
      {
        id: 'e3',
        well_id: WELL,
        date: '2026-03-01T00:00:00Z',
        at: '2026-03-01T12:00:00Z',
        kind: 'setting',
        text: 'Sample',
        author: 'B',
      },
      {
        id: 'e4',
        well_id: WELL,
        date: '2026-03-01T00:00:00Z',
        at: '2026-03-01T20:00:00Z',
        kind: 'setting',
        text: 'Choke',
        author: 'B',
      },
    ]);
    const shifts = await figuresOfReport(stores, pack, { report: 'oil-shift', day: '2026-03-01', nowMs: NOW });
    const month = await figuresOfReport(stores, pack, { report: 'oil-month', day: '2026-03-31', nowMs: NOW });
    for (const { title, inSheet, inSql } of [...shifts, ...month]) expect([title, inSheet]).toEqual([title, inSql]);
    expect(shifts.filter(({ title }) => title === 'Entries in the journal').map(({ inSheet }) => inSheet)).toEqual([
      1, 2,
    ]);
    for (const [report, entries] of [
      ['oil-night', 1],
      ['oil-evening', 2],
    ] as const) {
      const shift = await figuresOfReport(stores, pack, { report, day: '2026-03-01', nowMs: NOW });
      for (const { title, inSheet, inSql } of shift) expect([report, title, inSheet]).toEqual([report, title, inSql]);
      expect(shift.find(({ title }) => title === 'Entries in the journal')?.inSheet).toBe(entries);
    }
    expect(shifts.find(({ title }) => title === 'Liquid')?.inSheet).toBe(100);
    expect(month.find(({ title }) => title === 'Liquid')?.inSheet).toBe(198);
  });

  it('publishes what it worked out as readings of signals', async () => {
    const [statement] = splitStatements(pack.sql['publish-productivity.sql'] ?? '');
    const { rows } = await database.pool.query<{ field: string; value: number }>(statement?.text ?? '', [
      '2026-03-01',
      '2026-03-01',
    ]);
    const published = Object.fromEntries(rows.map(({ field, value }) => [field, value]));
    expect(published).toEqual({
      pump_efficiency: 0.8,
      productivity_index: 1,
      drawdown: 100,
      specific_energy: 12,
      model_deviation: 0.25,
    });
    const known = new Set(
      pack.manifest.signals.map((signal) => `${signal.asset} ${signal.measurement}.${signal.field}`),
    );
    for (const field of Object.keys(published)) expect(known).toContain(`${WELL} productivity.${field}`);
  });

  it('tells the history of a well in one list', async () => {
    const frames = await runQuery(
      { pool: database.pool, readOnlyPool: database.pool, telemetry },
      {
        queryType: 'mart',
        table: 'mart.well_history',
        columns: ['at', 'register', 'text'],
        filters: [{ column: 'well_id', op: '=', value: WELL }],
        groupBy: [],
        aggregates: [],
        orderBy: [{ column: 'register', direction: 'asc' }],
        limit: 10,
        as: 'table',
      },
      { fromMs: 0, toMs: NOW, nowMs: NOW, intervalMs: DAY, maxDataPoints: 100, fromAlert: false },
    );
    expect(frames[0]?.fields.find(({ name }) => name === 'register')?.values).toEqual([
      'journal',
      'journal',
      'journal',
      'journal',
      'pump',
      'repair',
      'test',
      'test',
    ]);
  });

  it('shows Arps beside the published forecast, and what came', async () => {
    const forecast = (model: string, mean: number): Forecast => ({
      asset: WELL,
      measurement: 'agzu',
      field: 'liquid',
      model,
      issuedAtMs: NOW,
      cutoffMs: FIRST,
      stepMs: DAY,
      mean: [mean, mean],
      quantiles: Object.fromEntries(QUANTILES.map((quantile) => [String(quantile), [mean, mean]])),
      calibrated: true,
      origins: 104,
      runId: 'test',
    });
    await saveForecasts(database.pool, [forecast('theta@1', 97)], { champion: true });
    await saveForecasts(database.pool, [{ ...forecast('arps@1', 95), calibrated: false, origins: 12 }], {
      champion: false,
    });
    expect(
      await rowsOf(
        `select model, day::text, mean, metered, calibrated from mart.well_forecast where days_ahead = 1 order by model`,
      ),
    ).toEqual([
      { model: 'arps@1', day: '2026-03-02', mean: 95, metered: 98, calibrated: false },
      { model: 'theta@1', day: '2026-03-02', mean: 97, metered: 98, calibrated: true },
    ]);
  });

  it('is undone and done again with rows in its tables', async () => {
    const names = pack.migrations.map(({ name }) => name);
    expect(await migrateDown(database.pool, names.length)).toEqual([...names].reverse());
    expect(await rowsOf(`select to_regclass('ods.lab_results') as t`)).toEqual([{ t: null }]);
    expect(await migrateUp(database.pool, [pack])).toEqual(names);
    expect(await rowsOf('select count(*)::int as n from ods.well_tests')).toEqual([{ n: 0 }]);
  });
});
