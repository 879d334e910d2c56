import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { pino } from 'pino';
import { expect, it } from 'vitest';
import type { RecordHeader } from '../spool/record.js';
import { openSpool, type Spool } from '../spool/spool.js';
import { readPending } from './read-pending.js';
import { summarizeSegments } from './summarize-segments.js';

const log = pino({ level: 'silent' });
const NOW_MS = 1_000_000;

const headers = fc.array(
  fc.record({
    kind: fc.constantFrom('lines', 'points', 'records', 'refused', 'store-refusals'),
    source: fc.constantFrom('a', 'b'),
    accepted: fc.integer({ min: 0, max: 9 }),
    stream: fc.option(fc.constantFrom('topic-0', 'topic-1'), { nil: undefined }),
  }),
  { minLength: 1, maxLength: 40 },
);

const headerOf = (
  { kind, source, accepted, stream }: { kind: string; source: string; accepted: number; stream: string | undefined },
  at: number,
): RecordHeader => ({
  kind: kind as RecordHeader['kind'],
  source,
  token: 't',
  receivedAtMs: 1_000 + at,
  precision: 'ns',
  received: accepted,
  accepted,
  ...(stream === undefined ? {} : { position: { stream, position: at } }),
});

/** What a start finds, in plain values. */
async function pendingOf(spool: Spool, cursors: { telemetry: number; postgres: number }) {
  const { positions, backlog } = await readPending({ ingestor: 'i', log, clock: () => NOW_MS }, spool, cursors);
  return {
    positions: positions.toSorted((a, b) => (`${a.source} ${a.stream}` < `${b.source} ${b.stream}` ? -1 : 1)),
    telemetry: backlog.behind('telemetry', cursors.telemetry),
    postgres: backlog.behind('postgres', cursors.postgres),
  };
}

const summaryFiles = async (dir: string): Promise<string[]> =>
  (await readdir(dir)).filter((name) => name.endsWith('.summary.json')).map((name) => path.join(dir, name));

it('finds the same by summaries as by reading every record, wherever the cursors stand', async () => {
  await fc.assert(
    fc.asyncProperty(headers, fc.nat(40), fc.nat(40), async (all, telemetry, postgres) => {
      const dir = await mkdtemp(path.join(tmpdir(), 'wellhead-pending-'));
      const spool = await openSpool({ dir, segmentBytes: 700 });
      const summaries = summarizeSegments({ ingestor: 'i', spool, delivered: () => 0, log });
      try {
        for (const header of all.map(headerOf))
          await spool.append(header, Buffer.from('body'), (sequence) => summaries.arrived(sequence, header));
        await summaries.close();
        expect(await summaryFiles(dir)).toHaveLength(spool.segments.filter(({ sealed }) => sealed).length);
        const cursors = { telemetry: Math.min(telemetry, all.length), postgres: Math.min(postgres, all.length) };
        const bySummary = await pendingOf(spool, cursors);
        for (const file of await summaryFiles(dir)) await rm(file);
        expect(await pendingOf(spool, cursors)).toEqual(bySummary);
      } finally {
        await spool.close();
        await rm(dir, { recursive: true, force: true });
      }
    }),
    { numRuns: 60 },
  );
});

it('does not read sealed segments, except those without a summary, which get one', async () => {
  const dir = await mkdtemp(path.join(tmpdir(), 'wellhead-pending-'));
  const spool = await openSpool({ dir, segmentBytes: 700 });
  const none = { telemetry: 0, postgres: 0 };
  try {
    for (let at = 0; at < 30; at++)
      await spool.append(
        headerOf({ kind: 'lines', source: 'a', accepted: 2, stream: 'topic-0' }, at),
        Buffer.from('m v=1'),
      );
    const first = await pendingOf(spool, none);
    expect(first.telemetry).toEqual({ readings: 60, lagMs: NOW_MS - 1_000 });
    const sealed = spool.segments.filter((segment) => segment.sealed);
    expect(sealed.length).toBeGreaterThan(3);
    expect(await summaryFiles(dir)).toHaveLength(sealed.length);
    // Whoever read these now would find damage.
    for (const { file, bytes } of sealed) await writeFile(file, Buffer.alloc(bytes));
    expect(await pendingOf(spool, none)).toEqual(first);
    await spool.remove(sealed[0] as (typeof sealed)[number]);
    expect(await summaryFiles(dir)).toHaveLength(sealed.length - 1);
  } finally {
    await spool.close();
    await rm(dir, { recursive: true, force: true });
  }
});
