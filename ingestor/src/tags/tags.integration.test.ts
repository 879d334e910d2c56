import { listQuarantine, openTagCatalogue, readTags, tagValues } from '@wellhead/stores';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { examplePack } from '../../../stores/testing/example-pack.js';
import { type IngestorFixture, openIngestorFixture } from '../../testing/ingestor-fixture.js';
import { readSignals } from '../../testing/read-signals.js';
import { sourceSchema } from '../sources/source-kinds.js';

const TAGS = `tag,asset,signal,unit
W101.TT,well-101,esp.temperature,fahrenheit
W101.PT,well-101,esp.pressure,
`;
const AT = Date.UTC(2026, 4, 1);
const at = (minute: number): string => new Date(AT + minute * 60_000).toISOString();

describe('rows of time, tag and value', () => {
  let fixture: IngestorFixture;
  beforeAll(async () => {
    fixture = await openIngestorFixture({ packs: [examplePack] });
    const read = readTags(TAGS);
    if (read.kind === 'faults') throw new Error(read.faults.join());
    await openTagCatalogue(fixture.database.pool).set(read.tags, 'ann');
    await fixture.ingestor.refreshTags();
  });
  afterAll(() => fixture.close());
  const seen = async () => {
    await fixture.ingestor.drained();
    return { ...(await readSignals(fixture.telemetry, 'esp')), ...(await readSignals(fixture.telemetry, 'unmapped')) };
  };

  it('become readings of what their tags mean, in its unit; a tag that nobody mapped keeps its name', async () => {
    const rows = [
      { time: at(0), tag: 'W101.TT', value: 212 },
      { time: at(0), tag: 'W101.PT', value: 55.5 },
      { time: at(0), tag: 'W999.XX, odd "name"', value: 7 },
      { measurement: 'esp', tags: { asset: 'well-102', tag: 'x' }, fields: { pressure: 56 }, time: at(1) },
      { time: 'yesterday', tag: 'W101.PT', value: 1 },
    ];
    const response = await fixture.post('/api/v1/telemetry', JSON.stringify(rows));
    expect(response.status).toBe(400);
    const found = await seen();
    expect(found['well-101 temperature']?.[0]).toBeCloseTo(100, 9);
    expect(found['well-101 pressure']).toContain(55.5);
    expect(found['unmapped W999.XX, odd "name"']).toEqual([7]);
    expect(await listQuarantine(fixture.database.pool)).toMatchObject([
      { place: { index: 4 }, reason: expect.stringContaining('time') as unknown },
    ]);
  });

  it('come as a CSV file by a mapping that names the map, and go out again as the same three columns', async () => {
    const put = await fetch(`${fixture.ingestor.url}/api/v1/file-mappings/time-tag-value`, {
      method: 'PUT',
      headers: { authorization: `Token ${fixture.token}` },
      body: `source: historian\ntime: { column: time }\nreadings: { form: long, name: tag, value: value, tagMap: true }\n`,
    });
    expect(put.status).toBe(200);
    const file = `time,tag,value\n${at(10)},W101.TT,32\n${at(10)},W101.PT,60\n${at(10)},W999.YY,8\n`;
    const sent = await fixture.post('/api/v1/files?name=tags.csv&mapping=time-tag-value&wait=30', file);
    expect(await sent.json()).toMatchObject({ state: 'done', rowsStored: 3, rowsRefused: 0 });
    const found = await seen();
    expect(found['well-101 temperature']).toContainEqual(expect.closeTo(0, 9));
    expect(found['unmapped W999.YY']).toEqual([8]);
    const stores = { pool: fixture.database.pool, telemetry: fixture.telemetry };
    const csv = await tagValues(stores, { fromMs: AT + 600_000, toMs: AT + 660_000 });
    expect(csv.trim().split('\r\n').sort()).toEqual(
      ['time,tag,value', `${at(10)},W101.PT,60`, `${at(10)},W101.TT,32`, `${at(10)},W999.YY,8`].sort(),
    );
  });

  it('are read from a table of a database, and refused where they name no tag', async () => {
    const { pool, url } = fixture.database;
    await pool.query('create schema history');
    await pool.query('create table history.time_series (time timestamptz, tag text, value double precision)');
    await pool.query(`insert into history.time_series values ($1, 'W101.PT', 61), ($1, '', 62), ($2, 'W999.ZZ', 9)`, [
      at(20),
      at(21),
    ]);
    const source = sourceSchema.parse({
      kind: 'postgres-polling',
      name: 'history',
      url: { env: 'HISTORY', value: url },
      schedule: { everySeconds: 0.05 },
      tables: [
        {
          table: 'history.time_series',
          key: ['tag'],
          watermark: { form: 'time', column: 'time' },
          payload: { format: 'json', members: { tag: 'tag' } },
        },
      ],
    });
    await fixture.restart({ sources: [source] });
    await expect.poll(async () => (await seen())['unmapped W999.ZZ'], { timeout: 20_000 }).toEqual([9]);
    expect((await seen())['well-101 pressure']).toContain(61);
    expect(await listQuarantine(pool, { source: 'history' })).toMatchObject([
      { reason: expect.stringContaining('there is no tag') as unknown },
    ]);
  });

  it('mean something else for what comes after the map was changed', async () => {
    await openTagCatalogue(fixture.database.pool).set(
      [{ tag: 'W999.ZZ', asset: 'well-101', measurement: 'esp', field: 'pressure', unit: '' }],
      'ann',
    );
    await fixture.ingestor.refreshTags();
    await fixture.post('/api/v1/telemetry', JSON.stringify([{ time: at(30), tag: 'W999.ZZ', value: 63 }]));
    const found = await seen();
    expect(found['well-101 pressure']).toContain(63);
    expect(found['unmapped W999.ZZ']).toEqual([9]);
  });

  it('is told line by line what is wrong with a tags.csv', () => {
    expect(readTags('tag,asset,signal,unit\na,b,quality.x,\na,b,quality.y,\n,b,c,\nz,b,q.r,furlong\n')).toEqual({
      kind: 'faults',
      faults: [
        'line 3: a is in line 2 already',
        expect.stringMatching(/^line 4: found .*expected a tag/),
        'line 5: furlong is not a unit that can be converted',
      ],
    });
  });
});
