import { problemSchema } from '@wellhead/contracts';
import { createToken, openCheckCatalogue } from '@wellhead/stores';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FileDeskFixture, openFileDeskFixture } from './testing/file-desk-fixture.js';

describe('files', () => {
  let desk: FileDeskFixture;
  beforeAll(async () => {
    desk = await openFileDeskFixture();
  });
  afterAll(() => desk.close());

  it('show in a dry run what would be stored, and write nothing', async () => {
    const before = (await desk.archive.list({ source: 'scada' })).length;
    const csv = 'Time;Well;Temperature;Pressure\n25.11.2026 15:00:00;well-101;32;5,5\nnever;well-101;-;6\n';
    const response = await desk.post('/api/v1/files?name=try.csv&mapping=wells&dry_run=true', csv);
    expect(await response.json()).toMatchObject({
      format: 'csv',
      delimiter: ';',
      refused: 1,
      rows: [
        {
          row: 2,
          readings: [
            {
              measurement: 'esp',
              field: 'temperature',
              tags: { asset: 'well-101' },
              value: 0,
              time: '2026-11-25T12:00:00Z',
            },
            { field: 'pressure', value: 5.5 },
          ],
        },
        { row: 3, column: 'Time', reason: 'the time cannot be read', found: 'never' },
      ],
    });
    expect((await desk.archive.list({ source: 'scada' })).length).toBe(before);
    expect(
      (await desk.valuesOf('esp,asset=well-101 pressure')).some(([time]) => time.startsWith('2026-11-25T12:00')),
    ).toBe(false);
  });

  it('show in a dry run what the checks would say of each row, without registering or remembering anything', async () => {
    const hard = { low: -1_000, high: 100_000 };
    await openCheckCatalogue(desk.database.pool).set(
      { measurement: 'esp', field: 'pressure', assets: [], hard, soft: { low: 0, high: 10_000 } },
      'ann',
    );
    await desk.ingestor.refreshChecks();
    const typesKnown = async (): Promise<unknown> =>
      (await desk.database.pool.query('select measurement, field from ops.field_types order by 1, 2')).rows;
    const before = await typesKnown();
    const rows = [5, 20_000, 200_000].map((value, at) => `25.11.2026 15:0${at}:00;well-101;-;${value}\n`);
    const csv = `Time;Well;Temperature;Pressure\n${rows.join('')}`;
    const response = await desk.post('/api/v1/files?name=try.csv&mapping=wells&dry_run=true', csv);
    expect(await response.json()).toMatchObject({
      accepted: 1,
      marked: 1,
      refused: 1,
      rows: [
        { outcome: 'accepted', row: 2, readings: [{ value: 5 }] },
        { outcome: 'marked', row: 3, readings: [{ value: 20_000, quality: 'soft-range' }] },
        {
          outcome: 'quarantined',
          row: 4,
          reason: '"pressure" of "esp" is not possible',
          found: '200000',
          expected: 'at least -1000 and at most 100000',
          raw: '25.11.2026 15:02:00;well-101;-;200000',
        },
      ],
    });
    expect(await typesKnown()).toEqual(before);
  });

  it('count against the rates and quotas of the token that they came with: bytes at once, rows when they are read', async () => {
    const limited = await createToken(desk.database.pool, {
      name: 'files',
      scopes: ['write'],
      sources: [],
      assets: [],
      limits: { linesPerDay: 3 },
    });
    const as = { authorization: `Token ${limited.token}` };
    const csv = (from: number): string =>
      `Time;Well;Temperature;Pressure\n${[0, 1, 2].map((at) => `25.11.2026 16:0${from + at}:00;well-105;-;1\n`).join('')}`;
    const path = '/api/v1/files?name=quota.csv&mapping=wells&wait=30';
    expect((await desk.post(path, csv(0), as)).status).toBe(200);
    const refused = await desk.post(path, csv(3), as);
    expect(refused.status).toBe(429);
    expect(problemSchema.parse(await refused.json()).detail).toContain('may send 3 lines a day');
    await desk.ingestor.reportTokenUse();
    const { rows } = await desk.database.pool.query(
      'select requests::int, lines::int, bytes::int from ops.token_use where token = $1',
      [limited.id],
    );
    expect(rows).toEqual([{ requests: 2, lines: 3, bytes: csv(0).length }]);
  });

  it('that cannot be read with their mapping fail with what to do; their bytes are kept', async () => {
    const file = await desk.send('other.csv', 'wells', 'a;b\n1;2\n');
    expect(file).toMatchObject({ state: 'failed', rowsRead: 0 });
    expect(file.error).toContain(
      'the mapping reads “Time”, “Well”, “Temperature”, “Pressure”, but row 1 has the columns “a”, “b”',
    );
    const paths = (await desk.archive.list({ source: 'scada' })).map(({ path }) => path);
    expect(paths).toContain(file.archivePath);
    const workbook = await desk.send('no.xlsx', 'wells', Buffer.from('PK\u0003\u0004 this is no workbook'));
    expect(workbook).toMatchObject({
      state: 'failed',
      error: 'the workbook cannot be read: it is no XLSX, or it is cut off',
    });
  });

  it('are refused where the request cannot be right: no mapping, no name, a form, nothing', async () => {
    const detail = async (
      path: string,
      body: BodyInit = 'x',
      headers: Record<string, string> = {},
    ): Promise<string> => {
      const problem = problemSchema.parse(await (await desk.post(path, body, headers)).json());
      return `${problem.status} ${problem.detail}`;
    };
    expect(await detail('/api/v1/files?name=a.csv&mapping=none')).toMatch(/404 There is no mapping “none”.*PUT/);
    expect(await detail('/api/v1/files?mapping=wells')).toMatch(/400 query name: found nothing/);
    expect(await detail('/api/v1/files?name=..%2Fa&mapping=wells')).toMatch(/400 query name.*without its folders/);
    expect(await detail('/api/v1/files?name=a.csv&mapping=wells', new FormData())).toMatch(
      /415 .*curl -X POST -T FILE/,
    );
    expect(await detail('/api/v1/files?name=a.csv&mapping=wells', '')).toMatch(/400 The body is empty/);
    expect(await detail('/api/v1/files?name=a.csv&mapping=wells', 'no gzip', { 'content-encoding': 'gzip' })).toMatch(
      /400/,
    );
    const put = await desk.ask('/api/v1/file-mappings/broken', {
      method: 'PUT',
      body: 'time: { column: a, zone: Mars }\n',
    });
    expect(problemSchema.parse(await put.json()).detail).toMatch(
      /time\.zone: not a time zone.*either readings or records/,
    );
  });
});
