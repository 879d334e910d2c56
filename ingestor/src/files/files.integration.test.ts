import { openFiles, saveMapping } from '@wellhead/stores';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openFlakyStore } from '../../testing/flaky-store.js';
import { openIngestorFixture } from '../../testing/ingestor-fixture.js';
import { type FileAnswer, type FileDeskFixture, openFileDeskFixture, WELLS } from './testing/file-desk-fixture.js';

describe('files', () => {
  let desk: FileDeskFixture;
  beforeAll(async () => {
    desk = await openFileDeskFixture();
  });
  afterAll(() => desk.close());

  it('become readings: a column a signal, in the unit of the signal, at the time of the zone', async () => {
    const csv =
      'Time;Well;Temperature;Pressure\n25.11.2026 12:00:00;well-101;212;101,5\n25.11.2026 12:01:00;well-101;-;1e2\n\n';
    const answer = await desk.send('wells.csv', 'wells', csv);
    expect(answer).toMatchObject({
      state: 'done',
      rowsRead: 3,
      rowsStored: 2,
      rowsEmpty: 1,
      rowsRefused: 0,
      repeated: false,
    });
    expect(await desk.valuesOf('esp,asset=well-101 temperature')).toEqual([['2026-11-25T09:00:00.000Z', 100]]);
    expect(await desk.valuesOf('esp,asset=well-101 pressure')).toEqual([
      ['2026-11-25T09:00:00.000Z', 101.5],
      ['2026-11-25T09:01:00.000Z', 100],
    ]);
    const archived = await desk.archive.list({ source: 'scada', kind: 'file' });
    expect(archived.map(({ path }) => path)).toContain(answer.archivePath);
  });

  it('sent twice are stored once, and the answer says so', async () => {
    const csv = 'Time;Well;Temperature;Pressure\n25.11.2026 13:00:00;well-102;-;1\n';
    const first = await desk.send('twice.csv', 'wells', csv);
    const again = await desk.send('other-name.csv', 'wells', csv);
    expect(again).toMatchObject({ id: first.id, state: 'done', repeated: true });
    expect(await desk.valuesOf('esp,asset=well-102 pressure')).toHaveLength(1);
  });

  it('give their bad rows back as a file that is corrected and sent again as it is', async () => {
    const csv =
      'Time;Well;Temperature;Pressure\n25.11.2026 14:00:00;well-103;-;5\n25.11.2026 14:01;well-103;-;high\n31.02.2026;well-103;-;7\n';
    const file = await desk.send('bad.csv', 'wells', csv);
    expect(file).toMatchObject({ state: 'done', rowsRead: 3, rowsStored: 1, rowsRefused: 2 });
    const errors = (await (await desk.ask(`/api/v1/files/${file.id}/errors`)).json()) as { errors: unknown[] };
    expect(errors.errors).toMatchObject([
      {
        row: 3,
        line: 3,
        column: 'Pressure',
        reason: 'the value is no number; found high; expected a number like 1234,5',
      },
      { row: 4, line: 4, column: 'Time', raw: '31.02.2026;well-103;-;7' },
    ]);

    const download = await desk.ask(`/api/v1/files/${file.id}/bad-rows`);
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

    const half = await desk.send('bad-rows.csv', 'wells', bad.replace('high', '6'));
    expect(half).toMatchObject({ state: 'done', rowsStored: 1, rowsRefused: 1 });
    const rest = await (await desk.ask(`/api/v1/files/${half.id}/bad-rows`)).text();
    expect(rest.split('\n')).toHaveLength(3);
    expect(rest.match(/reason/g)).toHaveLength(1);
    await desk.send('bad-rows-2.csv', 'wells', rest.replace('31.02.2026', '28.02.2026'));
    expect((await desk.valuesOf('esp,asset=well-103 pressure')).map(([, value]) => value).toSorted()).toEqual([
      5, 6, 7,
    ]);
  });

  it('become records, by their natural key; what their schema refuses is traced to its row', async () => {
    const csv = 'Sample,Taken,Value\n1,25.11.2026,0.5\n2,26.11.2026,\n1.5,25.11.2026,1\nx,25.11.2026,1\n';
    const file = await desk.send('lab.csv', 'lab', csv);
    expect(file).toMatchObject({ state: 'done', rowsStored: 2, rowsRefused: 2 });
    const { rows } = await desk.database.pool.query(
      'select sample_id, taken_on, value, source from stg.lab_results order by sample_id',
    );
    expect(rows).toEqual([
      { sample_id: '1', taken_on: '2026-11-25', value: '0.5', source: 'laboratory' },
      { sample_id: '2', taken_on: '2026-11-26', value: null, source: 'laboratory' },
    ]);
    const bad = await (await desk.ask(`/api/v1/files/${file.id}/bad-rows`)).text();
    expect(bad).toContain('1.5,25.11.2026,1,"row 4: sample_id must be integer');
    expect(bad).toContain('x,25.11.2026,1,"row 5, column Sample: the value is no number');
  });

  it('get a mapping proposed from exact names only', async () => {
    const propose = async (header: string): Promise<string> =>
      (await desk.post('/api/v1/file-mappings/propose?name=a.csv', `${header}\n`)).text();
    const yaml = await propose('time;well_id;temperature;esp.pressure;Remark');
    expect(yaml).toContain('signal: "esp.temperature"');
    expect(yaml).toContain('column: "esp.pressure"');
    expect(yaml).not.toContain('Remark');
    const put = await desk.ask('/api/v1/file-mappings/proposed', { method: 'PUT', body: yaml });
    expect(put.status).toBe(200);
    expect(await propose('sample_id,taken_on,value')).toContain('type: "lab_results"');
    expect(await propose('Zeit,Wert')).toContain('No mapping can be proposed');
  });

  it('that are documents are kept as they are, listed, and only ever saved', async () => {
    const bytes = Buffer.from('<script>alert(1)</script>');
    const answer = await desk.post(
      '/api/v1/documents?name=Паспорт.html&title=Passport&kind=passport&asset=well-101',
      bytes,
      {
        'content-type': 'text/html',
      },
    );
    expect(answer.status).toBe(201);
    const { content } = (await answer.json()) as { content: string };
    const list = (await (await desk.ask('/api/v1/documents?asset=well-101')).json()) as { documents: unknown[] };
    expect(list.documents).toMatchObject([
      { title: 'Passport', kind: 'passport', name: 'Паспорт.html', bytes: bytes.length, contentType: 'text/html' },
    ]);
    const saved = await desk.ask(content);
    expect(Buffer.from(await saved.arrayBuffer())).toEqual(bytes);
    expect(saved.headers.get('content-disposition')).toMatch(
      /^attachment; filename="_+\.html"; filename\*=UTF-8''%D0%9F/,
    );
    expect(saved.headers.get('x-content-type-options')).toBe('nosniff');
    expect((await desk.ask('/api/v1/documents/none/content')).status).toBe(404);
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
    await desk.ingestor.drained();
    expect(await desk.ingestor.checkLedger()).toMatchObject({ isBalanced: true });
  });
});
