import { problemSchema } from '@wellhead/contracts';
import {
  createToken,
  installPack,
  openCheckCatalogue,
  openFiles,
  saveMapping,
  type SeriesReadings,
} from '@wellhead/stores';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { examplePack } from '../../../stores/testing/example-pack.js';
import { openFlakyStore } from '../../testing/flaky-store.js';
import { type IngestorFixture, openIngestorFixture } from '../../testing/ingestor-fixture.js';

const WELLS = `
source: scada
csv: { decimal: ',' }
missing: ['-']
time: { column: Time, format: dd.mm.yyyy, zone: Europe/Moscow }
readings:
  form: wide
  asset: { column: Well }
  columns:
    - { column: Temperature, signal: esp.temperature, unit: fahrenheit }
    - { column: Pressure, signal: esp.pressure }
`;
const LAB = `
source: laboratory
time: { column: Taken, format: dd.mm.yyyy }
records:
  type: lab_results
  columns:
    - { column: Sample, field: sample_id }
    - { column: Taken, field: taken_on }
    - { column: Value, field: value }
`;

interface FileAnswer {
  readonly id: string;
  readonly state: string;
  readonly rowsRead: number;
  readonly rowsStored: number;
  readonly rowsRefused: number;
  readonly rowsEmpty: number;
  readonly repeated: boolean;
  readonly archivePath: string;
  readonly error: string | null;
}

describe('files', () => {
  let fixture: IngestorFixture;
  beforeAll(async () => {
    fixture = await openIngestorFixture({ packs: [examplePack] });
    await installPack(fixture.database.pool, examplePack);
    for (const [name, text] of [
      ['wells', WELLS],
      ['lab', LAB],
    ])
      expect((await ask(`/api/v1/file-mappings/${name}`, { method: 'PUT', body: text ?? '' })).status).toBe(200);
  });
  afterAll(() => fixture.close());

  const ask = (path: string, init: RequestInit = {}): Promise<Response> =>
    fetch(fixture.ingestor.url + path, {
      ...init,
      headers: { authorization: `Token ${fixture.token}`, ...(init.headers as Record<string, string>) },
    });
  const send = async (name: string, mapping: string, body: BodyInit, more = ''): Promise<FileAnswer> => {
    const response = await fixture.post(`/api/v1/files?name=${name}&mapping=${mapping}&wait=30${more}`, body);
    const answer = (await response.json()) as FileAnswer;
    expect([200, 202]).toContain(response.status);
    return answer;
  };
  const stored = async (measurement: string): Promise<readonly SeriesReadings[]> =>
    fixture.telemetry.read({
      selector: { measurement },
      fromNs: -(2n ** 62n),
      toNs: 2n ** 62n,
      shape: { kind: 'raw' },
    });
  const valuesOf = async (key: string): Promise<[string, number][]> => {
    const series = (await stored(key.split(',')[0] ?? '')).find((one) => one.series.key === key);
    return [...(series?.timeNs ?? [])].map((time, at) => [
      new Date(Number(time / 1_000_000n)).toISOString(),
      Number(series?.values[at]),
    ]);
  };

  it('become readings: a column a signal, in the unit of the signal, at the time of the zone', async () => {
    const csv =
      'Time;Well;Temperature;Pressure\n25.11.2026 12:00:00;well-101;212;101,5\n25.11.2026 12:01:00;well-101;-;1e2\n\n';
    const answer = await send('wells.csv', 'wells', csv);
    expect(answer).toMatchObject({
      state: 'done',
      rowsRead: 3,
      rowsStored: 2,
      rowsEmpty: 1,
      rowsRefused: 0,
      repeated: false,
    });
    expect(await valuesOf('esp,asset=well-101 temperature')).toEqual([['2026-11-25T09:00:00.000Z', 100]]);
    expect(await valuesOf('esp,asset=well-101 pressure')).toEqual([
      ['2026-11-25T09:00:00.000Z', 101.5],
      ['2026-11-25T09:01:00.000Z', 100],
    ]);
    const archived = await fixture.archive.list({ source: 'scada', kind: 'file' });
    expect(archived.map(({ path }) => path)).toContain(answer.archivePath);
  });

  it('sent twice are stored once, and the answer says so', async () => {
    const csv = 'Time;Well;Temperature;Pressure\n25.11.2026 13:00:00;well-102;-;1\n';
    const first = await send('twice.csv', 'wells', csv);
    const again = await send('other-name.csv', 'wells', csv);
    expect(again).toMatchObject({ id: first.id, state: 'done', repeated: true });
    expect(await valuesOf('esp,asset=well-102 pressure')).toHaveLength(1);
  });

  it('give their bad rows back as a file that is corrected and sent again as it is', async () => {
    const csv =
      'Time;Well;Temperature;Pressure\n25.11.2026 14:00:00;well-103;-;5\n25.11.2026 14:01;well-103;-;high\n31.02.2026;well-103;-;7\n';
    const file = await send('bad.csv', 'wells', csv);
    expect(file).toMatchObject({ state: 'done', rowsRead: 3, rowsStored: 1, rowsRefused: 2 });
    const errors = (await (await ask(`/api/v1/files/${file.id}/errors`)).json()) as { errors: unknown[] };
    expect(errors.errors).toMatchObject([
      {
        row: 3,
        line: 3,
        column: 'Pressure',
        reason: 'the value is no number; found high; expected a number like 1234,5',
      },
      { row: 4, line: 4, column: 'Time', raw: '31.02.2026;well-103;-;7' },
    ]);

    const download = await ask(`/api/v1/files/${file.id}/bad-rows`);
    expect(download.headers.get('content-disposition')).toContain('attachment; filename="bad-bad-rows.csv"');
    const bad = await download.text();
    expect(bad.split('\n')).toEqual([
      'Time;Well;Temperature;Pressure;reason',
      expect.stringMatching(
        /^25\.11\.2026 14:01;well-103;-;high;"row 3, column Pressure: the value is no number; found high/,
      ),
      expect.stringMatching(/^31\.02\.2026;well-103;-;7;"row 4, column Time: /),
      '',
    ]);

    const half = await send('bad-rows.csv', 'wells', bad.replace('high', '6'));
    expect(half).toMatchObject({ state: 'done', rowsStored: 1, rowsRefused: 1 });
    const rest = await (await ask(`/api/v1/files/${half.id}/bad-rows`)).text();
    expect(rest.split('\n')).toHaveLength(3);
    expect(rest.match(/reason/g)).toHaveLength(1);
    await send('bad-rows-2.csv', 'wells', rest.replace('31.02.2026', '28.02.2026'));
    expect((await valuesOf('esp,asset=well-103 pressure')).map(([, value]) => value).toSorted()).toEqual([5, 6, 7]);
  });

  it('show in a dry run what would be stored, and write nothing', async () => {
    const before = (await fixture.archive.list({ source: 'scada' })).length;
    const csv = 'Time;Well;Temperature;Pressure\n25.11.2026 15:00:00;well-101;32;5,5\nnever;well-101;-;6\n';
    const response = await fixture.post('/api/v1/files?name=try.csv&mapping=wells&dry_run=true', csv);
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
    expect((await fixture.archive.list({ source: 'scada' })).length).toBe(before);
    expect((await valuesOf('esp,asset=well-101 pressure')).some(([time]) => time.startsWith('2026-11-25T12:00'))).toBe(
      false,
    );
  });

  it('show in a dry run what the checks would say of each row, without registering or remembering anything', async () => {
    const hard = { low: -1_000, high: 100_000 };
    await openCheckCatalogue(fixture.database.pool).set(
      { measurement: 'esp', field: 'pressure', assets: [], hard, soft: { low: 0, high: 10_000 } },
      'ann',
    );
    await fixture.ingestor.refreshChecks();
    const typesKnown = async (): Promise<unknown> =>
      (await fixture.database.pool.query('select measurement, field from ops.field_types order by 1, 2')).rows;
    const before = await typesKnown();
    const rows = [5, 20_000, 200_000].map((value, at) => `25.11.2026 15:0${at}:00;well-101;-;${value}\n`);
    const csv = `Time;Well;Temperature;Pressure\n${rows.join('')}`;
    const response = await fixture.post('/api/v1/files?name=try.csv&mapping=wells&dry_run=true', csv);
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
    const limited = await createToken(fixture.database.pool, {
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
    expect((await fixture.post(path, csv(0), as)).status).toBe(200);
    const refused = await fixture.post(path, csv(3), as);
    expect(refused.status).toBe(429);
    expect(problemSchema.parse(await refused.json()).detail).toContain('may send 3 lines a day');
    await fixture.ingestor.reportTokenUse();
    const { rows } = await fixture.database.pool.query(
      'select requests::int, lines::int, bytes::int from ops.token_use where token = $1',
      [limited.id],
    );
    expect(rows).toEqual([{ requests: 2, lines: 3, bytes: csv(0).length }]);
  });

  it('become records, by their natural key; what their schema refuses is traced to its row', async () => {
    const csv = 'Sample,Taken,Value\n1,25.11.2026,0.5\n2,26.11.2026,\n1.5,25.11.2026,1\nx,25.11.2026,1\n';
    const file = await send('lab.csv', 'lab', csv);
    expect(file).toMatchObject({ state: 'done', rowsStored: 2, rowsRefused: 2 });
    const { rows } = await fixture.database.pool.query(
      'select sample_id, taken_on, value, source from stg.lab_results order by sample_id',
    );
    expect(rows).toEqual([
      { sample_id: '1', taken_on: '2026-11-25', value: '0.5', source: 'laboratory' },
      { sample_id: '2', taken_on: '2026-11-26', value: null, source: 'laboratory' },
    ]);
    const bad = await (await ask(`/api/v1/files/${file.id}/bad-rows`)).text();
    expect(bad).toContain('1.5,25.11.2026,1,"row 4: sample_id must be integer');
    expect(bad).toContain('x,25.11.2026,1,"row 5, column Sample: the value is no number');
  });

  it('that cannot be read with their mapping fail with what to do; their bytes are kept', async () => {
    const file = await send('other.csv', 'wells', 'a;b\n1;2\n');
    expect(file).toMatchObject({ state: 'failed', rowsRead: 0 });
    expect(file.error).toContain(
      'the mapping reads “Time”, “Well”, “Temperature”, “Pressure”, but row 1 has the columns “a”, “b”',
    );
    const paths = (await fixture.archive.list({ source: 'scada' })).map(({ path }) => path);
    expect(paths).toContain(file.archivePath);
    const workbook = await send('no.xlsx', 'wells', Buffer.from('PK\u0003\u0004 this is no workbook'));
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
      const problem = problemSchema.parse(await (await fixture.post(path, body, headers)).json());
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
    const put = await ask('/api/v1/file-mappings/broken', { method: 'PUT', body: 'time: { column: a, zone: Mars }\n' });
    expect(problemSchema.parse(await put.json()).detail).toMatch(
      /time\.zone: not a time zone.*either readings or records/,
    );
  });

  it('get a mapping proposed from exact names only', async () => {
    const propose = async (header: string): Promise<string> =>
      (await fixture.post('/api/v1/file-mappings/propose?name=a.csv', `${header}\n`)).text();
    const yaml = await propose('time;well_id;temperature;esp.pressure;Remark');
    expect(yaml).toContain('signal: "esp.temperature"');
    expect(yaml).toContain('column: "esp.pressure"');
    expect(yaml).not.toContain('Remark');
    const put = await ask('/api/v1/file-mappings/proposed', { method: 'PUT', body: yaml });
    expect(put.status).toBe(200);
    expect(await propose('sample_id,taken_on,value')).toContain('type: "lab_results"');
    expect(await propose('Zeit,Wert')).toContain('No mapping can be proposed');
  });

  it('that are documents are kept as they are, listed, and only ever saved', async () => {
    const bytes = Buffer.from('<script>alert(1)</script>');
    const answer = await fixture.post(
      '/api/v1/documents?name=Паспорт.html&title=Passport&kind=passport&asset=well-101',
      bytes,
      {
        'content-type': 'text/html',
      },
    );
    expect(answer.status).toBe(201);
    const { content } = (await answer.json()) as { content: string };
    const list = (await (await ask('/api/v1/documents?asset=well-101')).json()) as { documents: unknown[] };
    expect(list.documents).toMatchObject([
      { title: 'Passport', kind: 'passport', name: 'Паспорт.html', bytes: bytes.length, contentType: 'text/html' },
    ]);
    const saved = await ask(content);
    expect(Buffer.from(await saved.arrayBuffer())).toEqual(bytes);
    expect(saved.headers.get('content-disposition')).toMatch(
      /^attachment; filename="_+\.html"; filename\*=UTF-8''%D0%9F/,
    );
    expect(saved.headers.get('x-content-type-options')).toBe('nosniff');
    expect((await ask('/api/v1/documents/none/content')).status).toBe(404);
  });

  it('do not keep the ingestor from stopping while a store is away', async () => {
    const telemetry = openFlakyStore();
    const other = await openIngestorFixture({
      telemetry,
      prepare: (pool) => saveMapping(pool, 'wells', WELLS, 'test'),
    });
    telemetry.isDown = true;
    const csv = 'Time;Well;Temperature;Pressure\n25.11.2026 12:00:00;well-101;-;1\n';
    const answer = await other.post('/api/v1/files?name=a.csv&mapping=wells', csv);
    const { id } = (await answer.json()) as FileAnswer;
    const files = openFiles(other.database.pool);
    await expect.poll(async () => (await files.get(id))?.rowsRead, { timeout: 20_000 }).toBe(1);
    await other.close();
  });

  it('balance in the ledger', async () => {
    await fixture.ingestor.drained();
    expect(await fixture.ingestor.checkLedger()).toMatchObject({ isBalanced: true });
  });
});
