import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type ReadingBatch, seriesOf } from '@wellhead/contracts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { telemetryConformance } from '../conformance/telemetry-conformance.js';
import { SLOT_NS } from '../store.js';
import { openDuckDbStore } from './duckdb-store.js';

const folder = (): string => mkdtempSync(join(tmpdir(), 'wellhead-duckdb-'));

const first = folder();
telemetryConformance({
  name: 'duckdb',
  open: () => openDuckDbStore({ file: join(first, 'telemetry.duckdb') }),
  reopen: async (store) => {
    await store.close();
    return openDuckDbStore({ file: join(first, 'telemetry.duckdb') });
  },
  close: async () => rmSync(first, { recursive: true }),
});

const second = folder();
telemetryConformance({
  name: 'duckdb that compacts after every write',
  open: () => openDuckDbStore({ file: join(second, 'telemetry.duckdb'), compactAtRows: 1 / 64 }),
  reopen: async (store) => {
    await store.close();
    return openDuckDbStore({ file: join(second, 'telemetry.duckdb'), compactAtRows: 1 / 64 });
  },
  close: async () => rmSync(second, { recursive: true }),
});

describe('a telemetry file', () => {
  let dir: string;
  beforeEach(() => (dir = folder()));
  afterEach(() => rmSync(dir, { recursive: true }));
  const fileIn = (): string => join(dir, 'telemetry.duckdb');

  const wells = Array.from({ length: 50 }, (_, well) => seriesOf('esp', { asset: `well-${well}` }, 'current', 'float'));
  /** `steps` readings of every well, from a step on, 100 ms apart. */
  const steps = (from: number, count: number): ReadingBatch => ({
    series: wells,
    length: wells.length * count,
    seriesIndex: Uint32Array.from({ length: wells.length * count }, (_, row) => row % wells.length),
    timeNs: BigInt64Array.from(
      { length: wells.length * count },
      (_, row) => BigInt(from + Math.floor(row / wells.length)) * 100_000_000n,
    ),
    numbers: Float64Array.from({ length: wells.length * count }, (_, row) => row),
    integers: undefined,
    strings: undefined,
  });

  it('shows the same readings before, during and after compaction', async () => {
    const store = await openDuckDbStore({ file: fileIn(), compactAtRows: 1e12 });
    const counts = new Set<number>();
    for (const [round, late] of [100, 0, 0].entries()) {
      await store.write(steps(round * 8_000 - late, 8_000));
      counts.clear();
      counts.add(await store.count({}));
      let running = true;
      const compacted = store.compact().finally(() => (running = false));
      while (running) counts.add(await store.count({}));
      await compacted;
      counts.add(await store.count({}));
      expect([...counts]).toEqual([await store.count({})]);
    }
    await store.close();
  });

  it('is opened by one process only, and the other is told so in one sentence', async () => {
    const store = await openDuckDbStore({ file: fileIn() });
    await expect(openDuckDbStore({ file: fileIn() })).rejects.toThrow(
      /^The telemetry file .* is open in this process already: share the store that was opened first\.$/,
    );
    const other = writer(['open', fileIn()]);
    const [said] = (await once(other, 'message')) as [string];
    expect(said).toMatch(
      /^The telemetry file .* is in use by another process \(PID \d+\): stop that one first, or use another data folder\.$/,
    );
    await once(other, 'exit');
    await store.close();
    const again = await openDuckDbStore({ file: fileIn() });
    await again.close();
  });

  it('says in one sentence that it is something else, or out of reach', async () => {
    writeFileSync(fileIn(), 'this is a text file that somebody has put here by mistake'.repeat(100));
    await expect(openDuckDbStore({ file: fileIn() })).rejects.toThrow(/is not a DuckDB file: move it away/);
    await expect(openDuckDbStore({ file: join(fileIn(), 'below', 'telemetry.duckdb') })).rejects.toThrow(
      /^The telemetry file .* cannot be opened/,
    );
  });

  it('stops a read that its caller gives up', async () => {
    const store = await openDuckDbStore({ file: fileIn() });
    await store.write(steps(0, 8_000));
    const caller = new AbortController();
    const query = { selector: {}, fromNs: 0n, toNs: 1n << 62n, shape: { kind: 'raw' } } as const;
    const reads = Array.from({ length: 6 }, () => store.read(query, caller.signal));
    caller.abort(new Error('the caller has left'));
    for (const outcome of await Promise.allSettled(reads)) {
      expect(outcome).toMatchObject({ status: 'rejected', reason: { message: 'the caller has left' } });
    }
    expect((await store.read({ ...query, toNs: 100_000_000n })).length).toBe(wells.length);
    await store.close();
  });

  it.each(['mid-flush', 'after-commit', 'before-figures', 'mid-compaction'] as const)(
    'holds exactly what its checkpoint says after a kill -9 %s',
    async (point) => {
      for (let round = 0; round < 2; round += 1) {
        await killed(['write', fileIn(), point, String(round + 2)]);
        await expectExactly(fileIn());
      }
    },
    180_000,
  );

  it('would lose readings if the checkpoint came before its rows: the control of these tests', async () => {
    await killed(['write', fileIn(), 'mid-flush', '3', 'checkpoint-first']);
    await expect(expectExactly(fileIn())).rejects.toThrow();
  });

  /** The writer sends batch n as readings n × 10 … of one series, with checkpoint n; it goes on where the checkpoint stands. */
  const expectExactly = async (file: string): Promise<void> => {
    const store = await openDuckDbStore({ file });
    try {
      const sequence = (await store.checkpoint('spool')) ?? 0;
      const [answer] = await store.read({
        selector: { measurement: 'crash', tags: { asset: ['a'] } },
        fromNs: 0n,
        toNs: 1n << 62n,
        shape: { kind: 'raw' },
      });
      const wanted = Array.from({ length: sequence * 10 }, (_, row) => BigInt(row));
      expect([...(answer?.timeNs ?? [])]).toEqual(wanted);
      const counted = await store.read({
        selector: { measurement: 'crash', tags: { asset: ['a'] } },
        fromNs: 0n,
        toNs: 1n << 62n,
        shape: { kind: 'windows', everyNs: SLOT_NS, aggregate: 'count' },
      });
      expect(counted.flatMap(({ values }) => [...values])).toEqual(sequence > 0 ? [BigInt(wanted.length)] : []);
      const newest = await store.latest({ measurement: 'crash', tags: { asset: ['a'] } });
      expect(newest.map(({ timeNs }) => timeNs[0])).toEqual(wanted.slice(-1));
      const late = await store.read({
        selector: { measurement: 'crash', tags: { asset: ['late'] } },
        fromNs: 0n,
        toNs: 1n << 62n,
        shape: { kind: 'raw' },
      });
      expect(late.map(({ timeNs, values }) => [timeNs[0], values[0]])).toEqual(sequence > 0 ? [[5n, sequence]] : []);
    } finally {
      await store.close();
    }
  };
});

const writer = (args: readonly string[]): ChildProcess =>
  fork(fileURLToPath(new URL('../../../testing/duckdb-writer.ts', import.meta.url)), args, {
    execArgv: ['--import', createRequire(import.meta.url).resolve('tsx')],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });

/** Runs the writer until its named point has ended it. */
const killed = async (args: readonly string[]): Promise<void> => {
  const [, signal] = (await once(writer(args), 'exit')) as [number | null, string | null];
  expect(signal).toBe('SIGKILL');
};
