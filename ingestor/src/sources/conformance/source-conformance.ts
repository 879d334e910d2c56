import { fork } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { listLedger, listQuarantine, openFolderArchive } from '@wellhead/stores';
import type { Pool } from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CrashOrder } from '../../../testing/crash-child.js';
import { openFlakyStore } from '../../../testing/flaky-store.js';
import { type IngestorFixture, openIngestorFixture } from '../../../testing/ingestor-fixture.js';
import { sourceSchema } from '../source-kinds.js';

/** A source with the peer that it takes from. */
export interface SourceHarness {
  /** As it stands in a file. */
  readonly config: Readonly<Record<string, unknown>>;
  /** Puts what the source needs beside its configuration (a mapping) into Postgres, before it is opened. */
  prepare?(pool: Pool): Promise<void>;
  /** Hands readings number `from` to `to` (exclusive) to the peer, each a message of its own; resolves when the peer has them. */
  send(from: number, to: number): Promise<void>;
  sendPoison(): Promise<void>;
  /** Part of the place and of the reason that quarantine tells of it. */
  readonly poison: { readonly place: Readonly<Record<string, unknown>>; readonly reason: RegExp };
  /** What it says while a store is away; default: that the spool is full. A source of whole files waits sooner: until the rows of one are stored. */
  readonly waiting?: RegExp;
  close(): Promise<void>;
}

const NAME = 'under-test';
const LONG_MS = 60_000;
const child = fileURLToPath(new URL('../../../testing/crash-child.ts', import.meta.url));

/** What every source promises; the ledger counts what was kept, so it would show whatever came twice. */
export function sourceConformance(open: () => Promise<SourceHarness>): void {
  describe('source conformance', { timeout: LONG_MS }, () => {
    let harness: SourceHarness;
    let fixture: IngestorFixture | undefined;
    beforeEach(async () => {
      harness = await open();
    });
    afterEach(async () => {
      await fixture?.close();
      fixture = undefined;
      await harness.close();
    });
    const start = async (options: Parameters<typeof openIngestorFixture>[0] = {}): Promise<IngestorFixture> => {
      const sources = [sourceSchema.parse({ ...harness.config, name: NAME })];
      fixture = await openIngestorFixture({ ...options, sources, prepare: (pool) => harness.prepare?.(pool) });
      await untilConnected(fixture);
      return fixture;
    };

    it('keeps every message once, and then tells that it is not behind', async () => {
      const { ingestor, telemetry, database } = await start();
      await harness.send(0, 200);
      await until(() => telemetry.count({}), 200);
      await ingestor.drained();
      expect(await books(database.pool)).toEqual({ received: 200, accepted: 200, quarantined: 0 });
      const keptMs = Date.now();
      const isBehind = (): boolean => (ingestor.sources[0]?.behindSinceMs ?? Infinity) < keptMs;
      await expect.poll(isBehind, { timeout: LONG_MS }).toBe(false);
    });

    it('puts a poison message into quarantine with its place and the reason, and goes on', async () => {
      const { ingestor, telemetry, database } = await start();
      await harness.send(0, 5);
      await harness.sendPoison();
      await harness.send(5, 10);
      await until(() => telemetry.count({}), 10);
      await until(async () => {
        await ingestor.drained();
        return (await books(database.pool)).received;
      }, 11);
      const quarantine = await listQuarantine(database.pool);
      expect(quarantine).toHaveLength(1);
      expect(quarantine[0]).toMatchObject({ source: NAME, place: harness.poison.place });
      expect(quarantine[0]?.reason).toMatch(harness.poison.reason);
      expect(await books(database.pool)).toEqual({ received: 11, accepted: 10, quarantined: 1 });
    });

    it('waits while a store is away, says so, and loses nothing', async () => {
      const store = openFlakyStore();
      const { ingestor, database } = await start({
        telemetry: store,
        limits: { spoolBytes: 40_000, segmentBytes: 4_000 },
      });
      store.isDown = true;
      // Some brokers do not take more than the receiver acknowledges.
      const sending = harness.send(0, 300);
      await expect
        .poll(() => ingestor.sources[0]?.lastError ?? '', { timeout: LONG_MS })
        .toMatch(harness.waiting ?? /spool is full/);
      store.isDown = false;
      await sending;
      // Room comes with the release of segments, which runs on its own clock; asking for it keeps the test quick.
      await until(async () => {
        await ingestor.drained({ archive: true });
        return store.count({});
      }, 300);
      await ingestor.drained();
      expect(await books(database.pool)).toEqual({ received: 300, accepted: 300, quarantined: 0 });
    });

    it('goes on where it was after a restart, while messages go on coming', async () => {
      const { telemetry, restart, database } = await start();
      await harness.send(0, 60);
      const sending = harness.send(60, 200);
      await restart();
      await sending;
      await until(() => telemetry.count({}), 200);
      await fixture?.ingestor.drained();
      expect(await books(database.pool)).toEqual({ received: 200, accepted: 200, quarantined: 0 });
    });

    it('neither loses nor repeats after kill -9 between keeping and acknowledging', async () => {
      const dir = await mkdtemp(path.join(tmpdir(), 'wellhead-source-crash-'));
      await chmod(dir, 0o755);
      fixture = await openIngestorFixture({ prepare: (pool) => harness.prepare?.(pool) });
      const { database, telemetry } = fixture;
      const config = { ...harness.config, name: NAME };
      const order: CrashOrder = {
        dir,
        databaseUrl: database.url,
        token: 'unused',
        sources: [config],
        killAt: { point: 'before-ack', hit: 3 },
      };
      const process = fork(child, [JSON.stringify(order)], { execArgv: ['--import', 'tsx'], stdio: 'inherit' });
      const ended = once(process, 'exit');
      await Promise.race([once(process, 'message'), ended]);
      // Until it dies of what it was sent.
      let sent = 0;
      let isAlive = true;
      void ended.then(() => (isAlive = false));
      while (isAlive) {
        await harness.send(sent, sent + 10);
        sent += 10;
      }
      // Its spool goes on in this process.
      await fixture.restart({
        dataDir: path.join(dir, 'ingestor'),
        stores: { telemetry, pool: database.pool, archive: openFolderArchive(path.join(dir, 'archive')) },
        sources: [sourceSchema.parse(config)],
      });
      await until(async () => {
        await fixture?.ingestor.drained();
        return (await books(database.pool)).received;
      }, sent);
      expect(await books(database.pool)).toEqual({ received: sent, accepted: sent, quarantined: 0 });
      await rm(dir, { recursive: true, force: true });
    });
  });
}

async function untilConnected({ ingestor }: IngestorFixture): Promise<void> {
  await expect.poll(() => ingestor.sources[0]?.isConnected, { timeout: LONG_MS }).toBe(true);
}

const until = (read: () => Promise<number>, wanted: number): Promise<void> =>
  expect.poll(read, { timeout: LONG_MS, interval: 50 }).toBe(wanted);

async function books(pool: Pool): Promise<{ received: number; accepted: number; quarantined: number }> {
  const hours = (await listLedger(pool)).filter(({ source }) => source === NAME);
  const sum = (pick: (hour: (typeof hours)[number]) => number) => hours.reduce((total, hour) => total + pick(hour), 0);
  return {
    received: sum((hour) => hour.received),
    accepted: sum((hour) => hour.accepted),
    quarantined: sum((hour) => hour.quarantined),
  };
}
