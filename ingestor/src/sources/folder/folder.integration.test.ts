import { appendFile, mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { saveMapping } from '@wellhead/stores';
import type { Pool } from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type IngestorFixture, openIngestorFixture } from '../../../testing/ingestor-fixture.js';
import { readSignals } from '../../../testing/read-signals.js';
import { type SourceHarness, sourceConformance } from '../conformance/source-conformance.js';
import { sourceSchema } from '../source-kinds.js';

const MAPPING = `
time: { column: time }
readings:
  form: wide
  asset: { column: well }
  columns: [{ column: pressure, signal: dropped.pressure }]
`;
const LONG_MS = 20_000;
const cases = fileURLToPath(new URL('./testdata/', import.meta.url));
const quick = { kind: 'folder', lookEverySeconds: 0.02, stableSeconds: 0.02 };
const prepare = (pool: Pool): Promise<void> => saveMapping(pool, 'wells', MAPPING, 'test');

interface Case {
  readonly drop: Readonly<Record<string, string>>;
  readonly stored: Readonly<Record<string, readonly number[]>>;
  /** All files that are in the folder and below it at the end. */
  readonly folder: Readonly<Record<string, string>>;
}

/** Every file in a folder and below it, with what is in it. */
async function contentsOf(folder: string): Promise<Record<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name));
  const texts = await Promise.all(
    files.map(async (file) => [path.relative(folder, file), await readFile(file, 'utf8')]),
  );
  return Object.fromEntries(texts) as Record<string, string>;
}

describe('a watched folder', () => {
  let drop: string;
  let fixture: IngestorFixture | undefined;
  beforeEach(async () => {
    drop = await mkdtemp(path.join(tmpdir(), 'wellhead-drop-'));
  });
  afterEach(async () => {
    await fixture?.close();
    fixture = undefined;
    await rm(drop, { recursive: true, force: true });
  });
  const source = (more: Record<string, unknown> = {}) =>
    sourceSchema.parse({
      ...quick,
      name: 'drop',
      path: drop,
      files: [{ match: 'wells*.csv', mapping: 'wells' }],
      ...more,
    });
  const open = async (more: Record<string, unknown> = {}): Promise<IngestorFixture> =>
    (fixture = await openIngestorFixture({ sources: [source(more)], prepare }));
  const dropFile = async (name: string, text: string): Promise<void> => {
    await writeFile(path.join(drop, `${name}.part`), text);
    await rename(path.join(drop, `${name}.part`), path.join(drop, name));
  };
  const stored = () => (fixture ? readSignals(fixture.telemetry, 'dropped') : Promise.resolve({}));
  const contents = () => contentsOf(drop);
  const row = (well: string, value: number) => `2026-11-25T09:00:00Z,${well},${value}\n`;
  const HEADER = 'time,well,pressure\n';

  it('takes files as their mapping says and sets them aside: case by case', async () => {
    await open();
    for (const name of (await readdir(cases)).sort()) {
      const given = JSON.parse(await readFile(path.join(cases, name, 'case.json'), 'utf8')) as Case;
      for (const [file, text] of Object.entries(given.drop)) await dropFile(file, text);
      await expect.poll(contents, { timeout: LONG_MS, message: name }).toEqual(given.folder);
      expect(await stored(), name).toMatchObject(given.stored);
      for (const folder of ['done', 'refused']) await rm(path.join(drop, folder), { recursive: true, force: true });
    }
    // The lag is told by the look after the one that took the last file.
    await expect
      .poll(() => fixture?.ingestor.sources[0], { timeout: LONG_MS })
      .toMatchObject({ isConnected: true, lastError: undefined, lag: 0 });
    const { rows } = (await fixture?.database.pool.query('select distinct source from ops.files')) ?? { rows: [] };
    expect(rows).toEqual([{ source: 'drop' }]);
  });

  it('does not read a file before it rests, nor one under the name of an unfinished one', async () => {
    let nowMs = 1_000_000;
    fixture = await openIngestorFixture({
      sources: [source({ stableSeconds: 5 })],
      prepare,
      clock: () => nowMs,
    });
    const file = path.join(drop, 'wells.csv');
    await writeFile(file, HEADER + row('a', 1));
    await writeFile(path.join(drop, 'wells-2.csv.part'), HEADER);
    const looks = async (): Promise<void> => {
      await expect.poll(() => fixture?.ingestor.sources[0]?.lag, { timeout: LONG_MS }).toBe(1);
      await new Promise((resolve) => setTimeout(resolve, 100));
    };
    await looks();
    nowMs += 4_000;
    await appendFile(file, row('b', 2));
    await looks();
    nowMs += 4_000;
    await looks();
    expect(await contents()).toHaveProperty('wells.csv');
    nowMs += 2_000;
    await expect.poll(contents, { timeout: LONG_MS }).toEqual({
      'done/wells.csv': HEADER + row('a', 1) + row('b', 2),
      'wells-2.csv.part': HEADER,
    });
    expect(await stored()).toEqual({ 'a pressure': [1], 'b pressure': [2] });
  });

  it('says which file waits and why, and takes the others meanwhile', async () => {
    const { ingestor, database } = await open({
      files: [
        { match: 'wells*', mapping: 'wells' },
        { match: 'tanks*', mapping: 'tanks' },
      ],
    });
    await dropFile('tanks.csv', HEADER + row('tank', 1));
    await dropFile('wells.csv', HEADER + row('a', 1));
    await expect.poll(contents, { timeout: LONG_MS }).toHaveProperty('done/wells.csv');
    await expect
      .poll(() => ingestor.sources[0]?.lastError, { timeout: LONG_MS })
      .toMatch(/^tanks\.csv: There is no mapping “tanks”/);
    await saveMapping(database.pool, 'tanks', MAPPING, 'test');
    await expect.poll(contents, { timeout: LONG_MS }).toHaveProperty('done/tanks.csv');
    await dropFile('act.pdf', 'not for us');
    await expect.poll(() => ingestor.sources[0]?.lastError, { timeout: LONG_MS }).toMatch(/^act\.pdf: no pattern/);
    await rm(path.join(drop, 'act.pdf'));
    await expect.poll(() => ingestor.sources[0]?.lastError, { timeout: LONG_MS }).toBeUndefined();
  });

  it('never moves a file over another one, and takes what was handed in before a restart once', async () => {
    const { restart, database } = await open();
    await mkdir(path.join(drop, 'done'));
    await writeFile(path.join(drop, 'done', 'wells.csv'), 'of yesterday');
    await dropFile('wells.csv', HEADER + row('a', 1));
    await expect.poll(contents, { timeout: LONG_MS }).toHaveProperty(['done/wells~2.csv']);
    // As after a crash between the last row and the move.
    await rename(path.join(drop, 'done', 'wells~2.csv'), path.join(drop, 'wells.csv'));
    await restart();
    await expect.poll(contents, { timeout: LONG_MS }).toHaveProperty(['done/wells~2.csv']);
    const { rows } = await database.pool.query('select count(*)::int as files from ops.files');
    expect(rows).toEqual([{ files: 1 }]);
  });

  it('says that the folder is away, and goes on when it is back', async () => {
    await rm(drop, { recursive: true });
    const { ingestor } = await open();
    await expect.poll(() => ingestor.sources[0]?.lastError, { timeout: LONG_MS }).toMatch(/cannot be read: ENOENT/);
    await mkdir(drop);
    await dropFile('wells.csv', HEADER + row('a', 1));
    await expect.poll(contents, { timeout: LONG_MS }).toHaveProperty('done/wells.csv');
    expect(ingestor.sources[0]).toMatchObject({ isConnected: true, lastError: undefined });
  });
});

describe('a watched folder as a source', () => {
  sourceConformance(async (): Promise<SourceHarness> => {
    const drop = await mkdtemp(path.join(tmpdir(), 'wellhead-drop-'));
    let files = 0;
    const write = async (rows: readonly string[]): Promise<void> => {
      const file = path.join(drop, `wells-${files++}.csv`);
      await writeFile(`${file}.part`, `time,well,n\n${rows.join('')}`);
      await rename(`${file}.part`, file);
    };
    return {
      config: { ...quick, path: drop, files: [{ match: '*.csv', mapping: 'conformance' }] },
      prepare: (pool) =>
        saveMapping(
          pool,
          'conformance',
          `
time: { column: time, format: epoch-ms }
readings:
  form: wide
  asset: { column: well }
  columns: [{ column: n, signal: conformance.n }]
`,
          'test',
        ),
      async send(from, to) {
        const rows = Array.from({ length: to - from }, (_, at) => {
          const n = from + at;
          return `${1_700_000_000_000 + n},a${n % 3},${n}\n`;
        });
        while (rows.length > 0) await write(rows.splice(0, 10));
        await new Promise((resolve) => setTimeout(resolve, 20));
      },
      sendPoison: () => write(['1700000000000,a0,no number\n']),
      poison: { place: { row: 2, column: 'n' }, reason: /the value is no number/ },
      waiting: /wait for a store that is away/,
      close: () => rm(drop, { recursive: true, force: true }),
    };
  });
});
