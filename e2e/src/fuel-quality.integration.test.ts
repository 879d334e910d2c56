import { fileURLToPath } from 'node:url';
import { msFromNs, querySchema, type Frame, type QueryInput } from '@wellhead/contracts';
import { openPlant } from '@wellhead/packs/fuel-quality/demo';
import { loadPack, migrateDown, migrateUp, runQuery } from '@wellhead/stores';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { figuresOfReport } from '../../pipelines/testing/report-figures.js';
import { openWatchedCompany, type WatchedCompany } from '../testing/watched-company.js';

const HOUR = 3_600_000;
const NOW = Date.UTC(2026, 4, 22, 12, 20);
const ORIGIN = (Math.floor(NOW / HOUR) - 504) * HOUR;
const pack = await loadPack(fileURLToPath(new URL('../../packs/fuel-quality', import.meta.url)));

describe('the whole path of fuel-quality', () => {
  let company: WatchedCompany;
  let telemetry: WatchedCompany['telemetry'];
  let database: WatchedCompany['database'];
  let nowMs = NOW;

  beforeAll(async () => {
    company = await openWatchedCompany(pack, () => nowMs);
    ({ telemetry, database } = company);
    await company.follow();
  }, 180_000);
  afterAll(() => company?.close());

  const readings = async (asset: string, signal: string): Promise<ReadonlyMap<number, number>> => {
    const [measurement = '', field = ''] = signal.split('.');
    const [series] = await telemetry.read({
      selector: { measurement, field, tags: { asset: [asset] } },
      fromNs: 0n,
      toNs: 2n ** 62n,
      shape: { kind: 'raw' },
    });
    return new Map(Array.from(series?.timeNs ?? [], (time, at) => [msFromNs(time), Number(series?.values[at])]));
  };
  const newest = async (asset: string, signal: string): Promise<number> =>
    [...(await readings(asset, signal)).values()].at(-1) ?? Number.NaN;
  const ask = (query: QueryInput, nowMs = NOW): Promise<Frame[]> =>
    runQuery({ telemetry, pool: database.pool, readOnlyPool: database.pool }, querySchema.parse(query), {
      fromMs: NOW - 14 * 24 * HOUR,
      toMs: nowMs,
      nowMs,
      intervalMs: 60_000,
      maxDataPoints: 100,
      fromAlert: true,
    });
  /** Numbers of a query for alert rules by asset and signal; above 0 the rule fires. */
  const firing = async (query: QueryInput, nowMs?: number): Promise<string[]> =>
    (await ask(query, nowMs)).flatMap(({ fields }) => {
      const field = fields.find(({ type }) => type === 'number');
      const worst = Math.max(...Array.from<unknown, number>(field?.values ?? [], Number));
      return worst > 0 ? [`${field?.labels?.['asset']} ${field?.labels?.['signal']}`] : [];
    });
  const count = async (table: string): Promise<number> =>
    Number((await database.pool.query<{ n: string }>(`select count(*) as n from ${table}`)).rows[0]?.n);

  it('takes tags from the API of the company and from the table of its historian, in the units of our signals', async () => {
    expect((await readings('tank-101', 'quality.octane_ron')).size).toBe(505);
    expect(await newest('blend-95', 'process.header_temperature')).toBeLessThan(45);
    expect((await readings('hydrotreater', 'process.reactor_temperature')).size).toBe(1_009);
    expect(await newest('hydrotreater', 'process.hydrogen_pressure')).toBeGreaterThan(40);
    expect((await telemetry.series({ measurement: 'unmapped' })).map(({ field }) => field)).toEqual(['HT01.FI_FEED_B']);
  });

  it('lets late corrections overwrite', async () => {
    const seen = new Map<string, number>();
    let corrected = 0;
    const rvp = await readings('tank-101', 'quality.rvp');
    const sulphur = await readings('hydrotreater', 'analyser.sulphur');
    for (const { tag, time, value } of openPlant(ORIGIN).values(NOW)) {
      const key = `${tag} ${time}`;
      const kept = tag === 'TK101.RVP' ? rvp : tag === 'HT01.AI_SUL' ? sulphur : undefined;
      if (!kept) continue;
      if (seen.has(key)) {
        corrected += 1;
        expect(kept.get(Date.parse(time))).toBeCloseTo(value, 6);
        expect(kept.get(Date.parse(time))).not.toBeCloseTo(seen.get(key) ?? 0, 6);
      }
      seen.set(key, value);
    }
    expect(corrected).toBeGreaterThan(0);
  });

  it('keeps laboratory results and batches once, however often they are sent, and a flow that runs again changes nothing', async () => {
    const before = [
      await count('ods.laboratory_results'),
      await count('ods.batches'),
      await count('mart.batch_comparison'),
    ];
    const laboratory = await readings('blend-95', 'laboratory.octane_ron');
    expect(laboratory.size).toBeGreaterThan(100);
    await company.follow();
    expect([
      await count('ods.laboratory_results'),
      await count('ods.batches'),
      await count('mart.batch_comparison'),
    ]).toEqual(before);
    expect(await readings('blend-95', 'laboratory.octane_ron')).toEqual(laboratory);
  });

  it('compares each batch at loading and at receipt by the reproducibility of the method', async () => {
    const { rows } = await database.pool.query<{ batch: string; worst: string; verdict: string }>(
      `select batch, worst_property as worst, verdict from mart.batch_overview where verdict in ('beyond R', 'within R') order by batch`,
    );
    expect(rows.length).toBeGreaterThan(40);
    const beyond = rows.filter(({ verdict }) => verdict === 'beyond R');
    // Each eleventh takes up what its vehicle carried before.
    expect(beyond.map(({ batch }) => batch)).toEqual(expect.arrayContaining(['B-0008', 'B-0030']));
    expect(beyond.length).toBeLessThan(rows.length / 4);
    const path = await database.pool.query<{ event: string }>(
      `select event from mart.batch_path where batch = 'B-0008' order by at, step`,
    );
    expect(path.rows.map(({ event }) => event)).toEqual([
      'tank sampled',
      'loaded',
      'sampled at loading',
      'arrived',
      'sampled at receipt',
    ]);
  });

  it('has in the certificate of a day the figures that SQL says', async () => {
    const stores = { telemetry, pool: database.pool, readOnlyPool: database.pool };
    const figures = await figuresOfReport(stores, pack, { report: 'fuel-certificate', day: '2026-05-20', nowMs: NOW });
    expect(figures).toHaveLength(4);
    for (const { title, inSheet, inSql } of figures) expect([title, inSheet]).toEqual([title, inSql]);
    expect(figures.find(({ title }) => title === 'Results')?.inSheet).toBeGreaterThan(20);
  });

  it('has in the certificate of one tank over eleven days the figures that SQL says', async () => {
    const stores = { telemetry, pool: database.pool, readOnlyPool: database.pool };
    const days = { report: 'fuel-tank', fromDay: '2026-05-10', day: '2026-05-20', nowMs: NOW };
    const counted: unknown[] = [];
    for (const asset of ['tank-101', 'tank-302']) {
      const figures = await figuresOfReport(stores, pack, { ...days, asset });
      expect(figures.map(({ title }) => title)).toEqual(['Samples', 'Results', 'Off specification', 'Loaded']);
      for (const { title, inSheet, inSql } of figures) expect([asset, title, inSheet]).toEqual([asset, title, inSql]);
      counted.push(figures.find(({ title }) => title === 'Results')?.inSheet);
    }
    const { rows } = await database.pool.query<{ n: number }>(
      `select count(*)::int as n from ods.laboratory_results
       where place = 'tank' and asset = 'tank-101' and sampled_at >= '2026-05-10' and sampled_at < '2026-05-21'`,
    );
    expect(counted[0]).toBe(rows[0]?.n);
    expect(counted[1]).not.toBe(counted[0]);
    await expect(figuresOfReport(stores, pack, days)).rejects.toThrow('is of one tank: say which as asset');
  });

  it('learns the soft sensor from the laboratory, corrects it by its bias, and tells that it drifts', async () => {
    expect(company.queued).toEqual(expect.arrayContaining(['fuel-soft-sensor', 'fuel-forecast']));
    expect(await company.forecaster.learn({ kind: 'learn', lessons: ['soft-sensors'] })).toMatchObject({
      ends: [{ lesson: 'octane-95@1', isChampion: true }],
    });
    expect(await company.forecaster.models({ kind: 'soft-sensors' })).toMatchObject({ made: 1_008 });
    const [corrected, plain] = [
      await newest('blend-95', 'soft_sensor.octane_ron'),
      await newest('blend-95', 'soft_sensor.octane_ron_uncorrected'),
    ];
    const bias = await newest('blend-95', 'soft_sensor.octane_ron_bias');
    expect(corrected - plain).toBeCloseTo(bias, 3);
    // The catalyst has lost most of an octane number that no process tag shows.
    expect(bias).toBeLessThan(-0.2);
    const laboratory = await newest('blend-95', 'laboratory.octane_ron');
    expect(Math.abs(corrected - laboratory)).toBeLessThan(1);
  });

  it('fires for what is off its specification, and for a company that falls silent', async () => {
    const breached = await firing({ queryType: 'margin', of: 'last' });
    expect(breached).toContain('tank-102 quality.rvp');
    expect(breached).not.toContain('tank-201 quality.octane_ron');
    expect(await firing({ queryType: 'age', of: 'reading', mode: 'overdue' })).not.toContain('tank-101 quality.rvp');
    const silent = await firing({ queryType: 'age', of: 'reading', mode: 'overdue' }, NOW + 6 * HOUR);
    expect(silent).toEqual(expect.arrayContaining(['tank-101 quality.rvp', 'blend-95 analyser.octane_ron']));
  });

  it('fires when the soft sensor drifts: the catalyst has gone on losing octane that no process tag shows', async () => {
    const drifts = 'blend-95 soft_sensor.octane_ron_bias';
    expect(await firing({ queryType: 'margin', of: 'last' })).not.toContain(drifts);
    nowMs = NOW + 46 * HOUR;
    await company.follow();
    expect(await company.forecaster.models({ kind: 'soft-sensors' })).toMatchObject({ made: expect.any(Number) });
    expect(await newest('blend-95', 'soft_sensor.octane_ron_bias')).toBeLessThan(-0.5);
    expect(await firing({ queryType: 'margin', of: 'last' }, nowMs)).toContain(drifts);
  });

  it('goes down and up again with its tables filled, and takes the same records again', async () => {
    const before = await count('mart.batch_comparison');
    await migrateDown(database.pool, pack.migrations.length);
    const { rows } = await database.pool.query("select to_regclass('ods.laboratory_results') as name");
    expect(rows).toEqual([{ name: null }]);
    await migrateUp(database.pool, [pack]);
    await company.follow();
    expect(await count('mart.batch_comparison')).toBe(before);
  });
});
