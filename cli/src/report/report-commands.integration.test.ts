import { randomUUID } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { REPORT_QUEUE, reportTemplateSchema } from '@wellhead/contracts';
import { addReport } from '@wellhead/stores';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type ServedApi, serveApi, TOKEN } from '../../../api/testing/serve-api.js';
import { installPack } from '../../../stores/src/packs/install-pack.js';
import { examplePack } from '../../../stores/testing/example-pack.js';
import { listen } from '../../testing/listen.js';

const CSV = 'Figure,Value\r\nВыручка,350.75\r\n';
const id = randomUUID();
let api: ServedApi;
let folder: string;
const run = (...words: string[]) => {
  const service = api.url.replace(/\/api\/v1$/, '');
  return listen(
    {
      WELLHEAD_URL: service,
      WELLHEAD_INGEST_URL: `${service}/intake`,
      WELLHEAD_TOKEN: TOKEN,
      WELLHEAD_DATA_DIR: '/nowhere',
    },
    ...words,
  );
};

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'wellhead-report-'));
  api = await serveApi({}, (app) =>
    app.get('/intake/api/v1/documents/kept/content', (_request, response) => void response.type('text/csv').send(CSV)),
  );
  const { pool } = api.fixture.stores;
  const week = reportTemplateSchema.parse({
    name: 'week',
    title: 'The week',
    period: 'week',
    sections: [{ kind: 'table', title: 'Sources', query: { queryType: 'ops', view: 'sources' } }],
  });
  await installPack(pool, { ...examplePack, manifest: { ...examplePack.manifest, reports: [week] } });
  await addReport(pool, {
    id,
    report: 'week',
    pack: 'example',
    title: 'The week',
    fromDay: '2026-02-23',
    toDay: '2026-03-01',
    madeAtMs: Date.UTC(2026, 2, 2),
    reason: 'flow',
    files: [{ format: 'csv', name: 'week.csv', document: 'kept', bytes: 40 }],
    deliveredTo: [],
  });
});
afterAll(async () => {
  await api.close();
  await rm(folder, { recursive: true, force: true });
});

it('lists what can be made and what was made', async () => {
  const { said, exitCode } = await run('report', 'list');
  expect(exitCode).toBe(0);
  expect(said).toMatch(/week\s+example\s+week\s+The week/);
  expect(said).toMatch(new RegExp(`${id}\\s+week\\s+2026-02-23 … 2026-03-01\\s+\\S.*csv`));
});

it('makes a report, waits for it, and says why one failed', async () => {
  const unknown = await run('report', 'make', 'month');
  expect([unknown.exitCode, unknown.complained]).toEqual([1, expect.stringContaining('there are week')]);
  const asked: unknown[] = [];
  await api.jobs.work(REPORT_QUEUE, async ({ data }) => {
    asked.push(data);
    if (asked.length > 1) throw new Error('mart.sales is missing');
    return {};
  });
  expect((await run('report', 'make', 'week', '--day', '2026-03-05')).said).toContain('week is made');
  expect(asked[0]).toMatchObject({ report: 'week', day: '2026-03-05', reason: 'demand' });
  const failed = await run('report', 'make', 'week');
  expect([failed.exitCode, failed.complained]).toEqual([1, expect.stringContaining('mart.sales is missing')]);
});

it('downloads the files of a report as they are kept', async () => {
  const { said } = await run('report', 'download', id, '--to', folder);
  expect(said).toBe(path.join(folder, 'week.csv'));
  expect(await readFile(said, 'utf8')).toBe(CSV);
  const none = await run('report', 'download', id, '--format', 'pdf');
  expect(none.complained).toContain('no file of the format pdf: it has csv');
  const nowhere = await run('report', 'download', id, '--to', path.join(folder, 'missing'));
  expect([nowhere.exitCode, nowhere.complained]).toEqual([1, expect.stringContaining('cannot be written')]);
});
