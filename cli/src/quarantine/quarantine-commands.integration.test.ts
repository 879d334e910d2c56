import { afterAll, beforeAll, expect, it } from 'vitest';
import { quarantineRows } from '@wellhead/stores';
import { NOW_MS } from '../../../stores/testing/query-fixture.js';
import { type ServedApi, TOKEN } from '../../../api/testing/serve-api.js';
import { serveExample } from '../../../api/testing/serve-example.js';
import { listen } from '../../testing/listen.js';

let api: ServedApi;
const run = (...words: string[]) =>
  listen(
    { WELLHEAD_URL: api.url.replace(/\/api\/v1$/, ''), WELLHEAD_TOKEN: TOKEN, WELLHEAD_DATA_DIR: '/nowhere' },
    ...words,
  );
const QUEUE = 'quarantine-replay';

beforeAll(async () => {
  api = await serveExample();
  const row = {
    receivedAtMs: NOW_MS,
    source: 'line-7',
    refusedBy: 'parser',
    reason: 'the value is not a number',
    raw: 'esp,asset=well-101 temperature=hot',
    place: { line: 3 },
    spoolSequence: 1,
    ingestor: 'i',
  };
  await quarantineRows(api.fixture.stores.pool, [row, { ...row, source: 'line-8', spoolSequence: 2 }]);
  // Stands for the ingestor, whose own tests show what a replay does.
  await api.jobs.work(QUEUE, async ({ data }) => ({ asked: data as object }));
});
afterAll(() => api.close());

it('lists, shows, corrects and replays a refused row', async () => {
  const listed = await run('quarantine', 'list', '--source', 'line-7', '--json');
  const rows = JSON.parse(listed.said) as { id: number; source: string }[];
  expect(rows.map(({ source }) => source)).toEqual(['line-7']);
  const id = String(rows[0]?.id);
  expect((await run('quarantine', 'list', '--state', 'open')).said).toContain('the value is not a number');

  const shown = await run('quarantine', 'show', id);
  expect(shown.said).toContain('Refused by parser, line 3: the value is not a number');
  expect(shown.said).toContain('esp,asset=well-101 temperature=hot');

  const edited = await run('quarantine', 'edit', id, '--text', 'esp,asset=well-101 temperature=71.5');
  expect(edited.said).toBe(`Corrected. Next: wellhead quarantine replay ${id}`);
  expect((await run('quarantine', 'show', id)).said).toContain('temperature=71.5');
  expect((await run('quarantine', 'edit', id, '--text', 'esp,asset=well-101 temperature=71.5')).said).toBe(
    'Nothing was changed.',
  );

  const replayed = await run('quarantine', 'replay', id, '--json');
  expect(replayed.exitCode).toBe(0);
  expect(JSON.parse(replayed.said)).toEqual({ asked: { ids: [Number(id)] } });
  const all = await run('quarantine', 'replay', '--refused-by', 'parser', '--from', '2026-01-01', '--json');
  expect(JSON.parse(all.said)).toEqual({ asked: { refusedBy: 'parser', fromMs: Date.UTC(2026, 0, 1) } });
});

it('counts refused rows by what they share', async () => {
  const counted = await run('quarantine', 'count', '--by', 'source', '--refused-by', 'parser', '--json');
  expect(JSON.parse(counted.said)).toMatchObject([
    { value: 'line-7', rows: 1 },
    { value: 'line-8', rows: 1 },
  ]);
  expect((await run('quarantine', 'count')).said).toContain('the value is not a number');
  expect((await run('quarantine', 'count', '--by', 'mood')).exitCode).not.toBe(0);
});

it('a row that is not there is told by its number', async () => {
  const { exitCode, complained } = await run('quarantine', 'show', '999999');
  expect(exitCode).toBe(1);
  expect(complained).toContain('There is no refused row 999999');
});
