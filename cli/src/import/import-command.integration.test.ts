import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { LAB } from '../../../ingestor/src/files/testing/file-desk-fixture.js';
import { openIngestorFixture, type IngestorFixture, TEST_TOKEN } from '../../../ingestor/testing/ingestor-fixture.js';
import { examplePack } from '../../../stores/testing/example-pack.js';
import { listen } from '../../testing/listen.js';

const CSV = 'Sample,Taken,Value\n1,01.03.2026,12.5\n2,31.02.2026,13\n3,03.03.2026,14\n';

let dir: string;
let fixture: IngestorFixture;
const run = (...words: string[]) =>
  listen({ WELLHEAD_URL: fixture.ingestor.url, WELLHEAD_TOKEN: TEST_TOKEN, WELLHEAD_DATA_DIR: '/nowhere' }, ...words);
const at = (name: string): string => path.join(dir, name);

beforeAll(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'wellhead-import-'));
  fixture = await openIngestorFixture({ packs: [examplePack] });
  await writeFile(at('lab.yaml'), LAB);
  await writeFile(at('lab.csv'), CSV);
});
afterAll(async () => {
  await fixture.close();
  await rm(dir, { recursive: true, force: true });
});

it('shows what the rows would become, takes them in, and writes down the bad ones to be mended', async () => {
  const unknown = await run('import', at('lab.csv'), '--mapping', 'lab');
  expect(unknown.exitCode).toBe(1);
  expect(unknown.complained).toContain('There is no mapping “lab”');

  const tried = await run('import', at('lab.csv'), '--mapping-file', at('lab.yaml'), '--dry-run', '--json');
  expect(tried.exitCode).toBe(0);
  expect(JSON.parse(tried.said)).toMatchObject({ format: 'csv', refused: 1 });
  expect((await fixture.database.pool.query('select from stg.lab_results')).rowCount).toBe(0);

  const taken = await run('import', at('lab.csv'), '--mapping', 'lab', '--bad-rows', at('bad.csv'));
  expect(taken.said).toContain('3 rows read, 2 stored, 1 refused.');
  expect(taken.said).toContain('import it again');
  expect(taken.exitCode).toBe(1);
  expect(await readFile(at('bad.csv'), 'utf8')).toMatch(/^Sample,Taken,Value,reason\n2,31\.02\.2026,13,/);
  await fixture.ingestor.drained();
  expect((await fixture.database.pool.query('select sample_id from stg.lab_results order by 1')).rows).toEqual([
    { sample_id: '1' },
    { sample_id: '3' },
  ]);
});

it('says which file cannot be read, and that a mapping is wanted', async () => {
  const missing = await run('import', at('none.csv'), '--mapping', 'lab');
  expect(missing.exitCode).toBe(2);
  expect(missing.complained).toContain('none.csv cannot be read');
  const unmapped = await run('import', at('lab.csv'));
  expect(unmapped.exitCode).toBe(2);
  expect(unmapped.complained).toContain('--mapping is missing');
});
