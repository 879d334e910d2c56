import { CARD_CLASSES, DIAGNOSE_QUEUE, querySchema, type Frame, type QueryInput } from '@wellhead/contracts';
import { loadPack, openPool, openRuns, runQuery, saveRecords } from '@wellhead/stores';
import { fileURLToPath } from 'node:url';
import type pg from 'pg';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dynamogramRows, type DynamogramRow } from '../../../packs/oil-wells/demo/index.js';
import { type ForecasterFixture, openForecasterFixture } from '../../testing/forecaster-fixture.js';
import { startCardWorker } from './ask-card-worker.js';
import { diagnoseRecords } from './diagnose-records.js';
import { trainedClassifier } from './trained-classifier.js';

const NOW = Date.UTC(2026, 4, 20, 12);
const DAY = 86_400_000;
const pack = await loadPack(fileURLToPath(new URL('../../../packs/oil-wells', import.meta.url)));

describe('dynamograms from record to diagnosis', () => {
  let fixture: ForecasterFixture;
  let readOnlyPool: pg.Pool;
  const rows = [...dynamogramRows({ untilMs: NOW, days: 1 })];

  const save = async (cards: readonly object[], receivedAtMs = NOW): Promise<void> => {
    const type = pack.manifest.recordTypes[0];
    if (!type) throw new Error('the pack has a record type');
    const client = await fixture.database.pool.connect();
    try {
      await client.query('begin');
      const { refused } = await saveRecords(client, type, cards as Record<string, unknown>[], {
        receivedAtMs,
        source: 'test',
        batchId: 'b',
      });
      expect(refused).toEqual([]);
      await client.query('commit');
    } finally {
      client.release();
    }
  };
  const diagnose = () =>
    fixture.jobs.sendAndWait(DIAGNOSE_QUEUE, { reason: 'demand', pack: 'oil-wells' }, { timeoutMs: 50_000 });
  const ask = (query: QueryInput): Promise<Frame[]> =>
    runQuery({ telemetry: fixture.telemetry, pool: fixture.database.pool, readOnlyPool }, querySchema.parse(query), {
      fromMs: NOW - 7 * DAY,
      toMs: NOW + DAY,
      nowMs: NOW,
      intervalMs: 60_000,
      maxDataPoints: 1_000,
      fromAlert: false,
    });
  const column = (frame: Frame | undefined, name: string): readonly unknown[] => {
    const field = frame?.fields.find((one) => one.name === name);
    if (!field) throw new Error(`no field ${name}`);
    return Array.from(field.values as readonly unknown[]);
  };

  beforeAll(async () => {
    fixture = await openForecasterFixture({ pack, clock: () => NOW });
    readOnlyPool = openPool(fixture.database.url, { readOnly: true, statementTimeoutMs: 10_000, max: 2 });
  });
  afterAll(async () => {
    await readOnlyPool.end();
    await fixture.close();
  });

  it('answers with a notice while there is none', async () => {
    const [frame] = await ask({ queryType: 'dynacards' });
    expect(frame?.fields).toEqual([]);
    expect(frame?.meta?.notices?.[0]?.text).toBe('No dynamogram was taken in this time range.');
  });

  it('diagnoses what came, once, in Postgres and as telemetry, with a run that says how many', async () => {
    await save(rows);
    expect(await diagnose()).toMatchObject({ kind: 'completed', output: { diagnosed: 32, refused: 0 } });
    expect(await diagnose()).toMatchObject({ kind: 'completed', output: { diagnosed: 0, refused: 0 } });
    const runs = await openRuns(fixture.database.pool).list({ kind: 'diagnosis' });
    expect(runs).toHaveLength(1);
    expect(runs[0]).toMatchObject({
      name: 'oil-wells',
      state: 'succeeded',
      detail: { diagnosed: 32, refused: 0, model: trainedClassifier().name },
    });
    const faults = await fixture.telemetry.latest({ measurement: 'wellhead_dynacard', field: 'fault_probability' });
    expect(faults).toHaveLength(8);
  });

  it('gives cards with class, words and points through the query, the wells and the classes that are asked for', async () => {
    const [cards, points] = await ask({ queryType: 'dynacards' });
    expect(cards?.name).toBe('dynacards');
    expect(column(cards, 'well')[0]).toMatch(/^Well 20\d$/);
    expect(column(cards, 'asset')).toHaveLength(32);
    const classes = column(cards, 'class').map(String);
    expect(classes.every((name) => (CARD_CLASSES as readonly string[]).includes(name))).toBe(true);
    expect(new Set(classes).size).toBeGreaterThan(5);
    expect(column(cards, 'why').every((words) => String(words).length > 40)).toBe(true);
    const first = rows.find(({ id }) => id === column(cards, 'card')[0]) as DynamogramRow;
    const of = (name: string): unknown[] => column(points, name).filter((_, at) => column(points, 'card')[at] === 0);
    expect(of('surface load').slice(0, first.load_n.length)).toEqual(first.load_n);
    expect(of('pump load').filter((value) => value !== null)).toHaveLength(128);
    const [some, none] = await ask({
      queryType: 'dynacards',
      assets: ['rp-206'],
      classes: ['parted-rods'],
      curves: false,
    });
    expect(none).toBeUndefined();
    expect(new Set(column(some, 'asset'))).toEqual(new Set(['rp-206']));
    expect(new Set(column(some, 'diagnosis'))).toEqual(new Set(['Parted rods']));
    const [newest] = await ask({ queryType: 'dynacards', limit: 3 });
    expect(newest?.meta?.notices?.map(({ text }) => text)).toContain(
      'Only the newest 3 cards of the time range are shown.',
    );
    expect(newest?.meta?.notices?.map(({ text }) => text)).toContain('Oil wells: simulated.');
  });

  it('keeps why a card could not be diagnosed, and diagnoses it anew when it comes again', async () => {
    const [row] = rows as [DynamogramRow];
    const broken = { ...row, id: 'broken', position_m: row.position_m.map(() => 2), taken_at: '2026-05-20T11:00:00Z' };
    await save([broken]);
    expect(await diagnose()).toMatchObject({ output: { diagnosed: 0, refused: 1 } });
    const found = async (): Promise<unknown[]> => {
      const [cards] = await ask({ queryType: 'dynacards' });
      const at = column(cards, 'card').indexOf('broken');
      return ['class', 'refused'].map((name) => column(cards, name)[at]);
    };
    expect(await found()).toEqual([null, 'a stroke of 0 m: expected metres, 0.2 to 15']);
    await save([{ ...broken, position_m: row.position_m }], NOW + 60_000);
    expect(await diagnose()).toMatchObject({ output: { diagnosed: 1, refused: 0 } });
    expect((await found())[1]).toBeNull();
  });

  it('loses nothing when the thread dies: the run has failed with the reason, the next one diagnoses the cards', async () => {
    await save([{ ...(rows[1] as DynamogramRow), id: 'later' }], NOW + 120_000);
    const script = new URL('../workers/testing/mortal-worker.ts', import.meta.url);
    const context = {
      stores: { telemetry: fixture.telemetry, pool: fixture.database.pool },
      log: pino({ level: 'silent' }),
      clock: () => NOW,
    };
    const dying = diagnoseRecords(
      { reason: 'demand' },
      { ...context, startWorker: () => startCardWorker({ script, timeoutMs: 3_000 }) },
    );
    await expect(dying).rejects.toThrow(/1 cards took longer|crashed|ended/);
    expect((await openRuns(fixture.database.pool).list({ kind: 'diagnosis' }))[0]).toMatchObject({ state: 'failed' });
    expect(await diagnose()).toMatchObject({ output: { diagnosed: 1 } });
  });

  it('refuses a job that cannot be understood', async () => {
    const outcome = await fixture.jobs.sendAndWait(DIAGNOSE_QUEUE, { pack: 7 }, { timeoutMs: 30_000 });
    expect(outcome).toMatchObject({
      kind: 'failed',
      reason: expect.stringMatching(/^the job cannot be understood: pack:/),
    });
  });
});
