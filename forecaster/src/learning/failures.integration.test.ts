import { nsFromMs, packSchema, querySchema, seriesOf, type Pack, type Reading } from '@wellhead/contracts';
import { openModelRegistry, openRuns, runQuery } from '@wellhead/stores';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ForecasterFixture, openForecasterFixture } from '../../testing/forecaster-fixture.js';
import { randomNumbers } from '../../testing/made-series.js';

const DAY = 86_400_000;
const DAYS = 900;
const FIRST = Date.UTC(2023, 0, 1);
const NOW = FIRST + DAYS * DAY + DAY / 3;
const signals = ['heat', 'shake', 'idle'];
const WELLS = 24;

const pack: Pack = {
  manifest: packSchema.parse({
    name: 'pumps',
    title: 'Pumps',
    describes: 'Pumps that heat up or shake before they fail.',
    dataLabel: 'simulated',
    recordTypes: [
      {
        type: 'repairs',
        table: 'ods.repairs',
        key: ['id'],
        schema: { type: 'object', properties: { id: { type: 'string' } }, required: ['id'] },
      },
    ],
    failures: [
      {
        name: 'pump',
        title: 'pumps',
        recordType: 'repairs',
        failureKinds: ['failure'],
        signals: signals.map((name) => `pump.${name}`),
      },
    ],
    groupings: [
      { name: 'course', title: 'By the course of load', signals: ['pump.load'], days: 48 },
      { name: 'noise', title: 'By the course of what has none', signals: ['pump.noise'], days: 48 },
    ],
  }),
  sql: {},
  migrations: [
    {
      name: 'pumps/0001-repairs',
      up: `create table ods.repairs (id text primary key, well_id text, kind text, started_at timestamptz, finished_at timestamptz);`,
      down: 'drop table ods.repairs;',
    },
  ],
};

interface Repair {
  readonly well: string;
  readonly failedMs: number;
  readonly againMs: number;
}

/** The last well is about to fail when the readings end; the others go on. */
function history(): { readonly readings: readonly Reading[]; readonly repairs: readonly Repair[] } {
  const readings: Reading[] = [];
  const repairs: Repair[] = [];
  for (let at = 0; at < WELLS; at += 1) {
    const well = `w${String(at).padStart(2, '0')}`;
    const next = randomNumbers(at + 1);
    const isLast = at === WELLS - 1;
    const wander = randomNumbers(1_000 + at);
    // The load of every third well falls, that of the others rises.
    for (let day = DAYS - 60; day < DAYS; day += 1)
      for (const [field, value] of [
        ['load', (at % 3 === 0 ? -1 : 1) * day + wander()],
        ['noise', wander()],
      ] as const) {
        const series = seriesOf('pump', { asset: well }, field, 'float');
        readings.push({ series, timeNs: nsFromMs(FIRST + (day + 0.5) * DAY), value });
      }
    for (let start = 0; start < DAYS;) {
      const run = 110 + Math.round(40 * (next() + 1));
      const end =
        isLast && start + run > DAYS - 60 ? DAYS + 3 : !isLast && start + run > DAYS - 60 ? DAYS + 200 : start + run;
      const which = next() > 0 ? 0 : 1;
      for (let day = start; day < Math.min(end, DAYS); day += 1)
        signals.forEach((name, place) => {
          const sign = place === which ? Math.max(0, 1 - (end - day) / 21) * 8 : 0;
          const series = seriesOf('pump', { asset: well }, name, 'float');
          readings.push({ series, timeNs: nsFromMs(FIRST + (day + 0.5) * DAY), value: 50 + sign + next() });
        });
      if (end >= DAYS) break;
      repairs.push({ well, failedMs: FIRST + end * DAY, againMs: FIRST + (end + 5) * DAY });
      start = end + 5;
    }
  }
  return { readings, repairs };
}

describe('a training on repair records', { timeout: 120_000 }, () => {
  let fixture: ForecasterFixture;
  const view = async (name: string) => {
    const stores = { telemetry: fixture.telemetry, pool: fixture.database.pool, readOnlyPool: fixture.database.pool };
    const query = querySchema.parse({ queryType: 'ops', view: name });
    const [frame] = await runQuery(stores, query, {
      fromMs: 0,
      toMs: NOW,
      nowMs: NOW,
      intervalMs: DAY,
      maxDataPoints: 100,
      fromAlert: false,
    });
    const fields = frame?.fields ?? [];
    return Array.from({ length: fields[0]?.values.length ?? 0 }, (_, row) =>
      Object.fromEntries(fields.map((field) => [field.name, field.values[row]])),
    );
  };

  beforeAll(async () => {
    const { readings, repairs } = history();
    fixture = await openForecasterFixture({
      pack,
      clock: () => NOW,
      readings,
      async prepare(pool) {
        for (const [at, { well, failedMs, againMs }] of repairs.entries())
          await pool.query('insert into ods.repairs values ($1, $2, $3, $4, $5)', [
            `r${at}`,
            well,
            'failure',
            new Date(failedMs),
            new Date(againMs),
          ]);
        // A planned stop teaches nothing.
        await pool.query(`insert into ods.repairs values ('p1', 'w00', 'planned', $1, $1)`, [new Date(NOW - 40 * DAY)]);
      },
    });
  });
  afterAll(() => fixture.close());

  it('makes models for 7 and 30 days, judged on wells and days they have not learnt from, and promotes what beats always saying the share', async () => {
    const end = await fixture.forecaster.learn({ kind: 'learn', lessons: ['failures', 'groups'], by: 'ann' });
    expect(end).toMatchObject({
      ends: [
        { lesson: 'failure-pump-7d@1', isChampion: true },
        { lesson: 'failure-pump-30d@1', isChampion: true },
        { lesson: 'groups pumps course' },
        { lesson: 'groups pumps noise', reason: expect.stringMatching(/no groups worth showing/) },
      ],
    });
    const scores = await view('failure-scores');
    expect(scores.map(({ model }) => model)).toEqual([
      'failure-pump-30d@1',
      'any signal over its limit',
      'failure-pump-7d@1',
      'any signal over its limit',
    ]);
    for (const { model, recall, machines } of scores)
      if (String(model).startsWith('failure')) {
        expect(recall).toBeGreaterThan(0.5);
        expect(machines).toBe(WELLS / 4);
      }
  });

  it('names the well that is about to fail first, with the signal that speaks most, as rows and as telemetry', async () => {
    const rows = await view('failures');
    expect(rows).toHaveLength(WELLS * 2);
    const first = rows.find((row) => row['within days'] === 7);
    expect(first).toMatchObject({
      asset: 'w23',
      warns: true,
      model: 'failure-pump-7d@1',
      day: FIRST + (DAYS - 1) * DAY,
    });
    const margins = await runQuery(
      { telemetry: fixture.telemetry, pool: fixture.database.pool, readOnlyPool: fixture.database.pool },
      querySchema.parse({ queryType: 'ops', view: 'failure-margins' }),
      { fromMs: 0, toMs: NOW, nowMs: NOW, intervalMs: DAY, maxDataPoints: 100, fromAlert: true },
    );
    const firing = margins.flatMap(({ fields }) =>
      fields.filter(({ values }) => Number(values[0]) >= 0).map(({ labels }) => labels?.['asset']),
    );
    expect(margins).toHaveLength(WELLS * 2);
    expect(new Set(firing)).toEqual(new Set(rows.filter(({ warns }) => warns === true).map(({ asset }) => asset)));
    expect(first?.['speaks most']).toMatch(/^pump\.(heat|shake) \(\+/);
    const copy = await fixture.telemetry.read({
      selector: { measurement: 'wellhead_failure', field: 'probability_7d', tags: { asset: ['w23'] } },
      fromNs: nsFromMs(NOW - 100 * DAY),
      toNs: nsFromMs(NOW + DAY),
      shape: { kind: 'raw' },
    });
    expect(copy[0]?.timeNs.at(-1)).toBe(nsFromMs(FIRST + DAYS * DAY));
    expect(copy[0]?.values.at(-1)).toBe(first?.['probability']);
  });

  it('gives the same again: the same weights, so the same versions, and the same rows', async () => {
    const count = async (): Promise<unknown> =>
      (
        await fixture.database.pool.query(
          'select count(*)::int as n, sum(probability order by asset, within_days, day) as p from ops.failure_forecasts',
        )
      ).rows;
    const before = await count();
    await fixture.forecaster.learn({ kind: 'learn', lessons: ['failures'], by: 'ben' });
    expect(
      (await openModelRegistry(fixture.database.pool).list()).map(({ name, version }) => `${name}@${version}`),
    ).toEqual(['failure-pump-30d@1', 'failure-pump-7d@1']);
    expect(await count()).toEqual(before);
    expect(await fixture.forecaster.learn({ kind: 'forecast-failures' })).toMatchObject({ kept: expect.any(Number) });
    expect(await count()).toEqual(before);
    expect((await openRuns(fixture.database.pool).list({ kind: 'model', name: 'failures' }))[0]).toMatchObject({
      state: 'succeeded',
    });
  });

  it('groups the wells by the course of their signals, each with how well it fits', async () => {
    const rows = await view('groups');
    expect(rows).toHaveLength(WELLS);
    expect(rows[0]).toMatchObject({ pack: 'pumps', grouping: 'course', group: 1 });
    expect(new Set(rows.map(({ asset }) => asset)).size).toBe(WELLS);
    expect(rows.every(({ groups }) => groups === 2)).toBe(true);
    const falls = rows.filter(({ group }) => group === 2).map(({ asset }) => Number(String(asset).slice(1)));
    expect(falls.toSorted((a, b) => a - b)).toEqual([0, 3, 6, 9, 12, 15, 18, 21]);
    expect(rows[0]?.['mean silhouette']).toBeGreaterThan(0.8);
  });

  it('keeps no groups of what only looks alike by chance, and says so', async () => {
    expect((await view('groups')).filter(({ grouping }) => grouping === 'noise')).toEqual([]);
    const runs = openRuns(fixture.database.pool);
    const logs = await Promise.all((await runs.list({ kind: 'model' })).map(({ id }) => runs.logs(id)));
    expect(logs.flat().map(({ message }) => message)).toContainEqual(
      expect.stringMatching(/by noise: no groups worth showing: silhouette 0\.\d\d, 0\.25 is needed/),
    );
  });
});
