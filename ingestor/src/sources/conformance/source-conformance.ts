import path from 'node:path';
import { listLedger, listQuarantine, openDuckDbStore, openFolderArchive, type TelemetryStore } from '@wellhead/stores';
import type { Pool } from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openFlakyStore } from '../../../testing/flaky-store.js';
import { type IngestorFixture, openIngestorFixture, TEST_TOKEN } from '../../../testing/ingestor-fixture.js';
import { type CrashPlace, openCrashPlace } from '../../../testing/kill/crash-place.js';
import { startToKill } from '../../../testing/kill/ingestor-to-kill.js';
import { sourceSchema } from '../source-kinds.js';

/** A source with the peer that it takes from. What the peer sends are readings of `conformance`. */
export interface SourceHarness {
  /** As it stands in a file; absent where the peer sends by itself, over HTTP. */
  readonly config?: Readonly<Record<string, unknown>>;
  /** Tells a peer that sends where the ingestor listens now, and with which token; again after each restart. */
  listens?(url: string, token: string): void;
  /**
   * Whether the same readings come more than once, because the peer shows a state or sends again what was not answered. Then they are in the store
   * once, and the ledger counts each time that they came.
   */
  readonly comesAgain?: boolean;
  /** Why the peer waits, where it is the one to be told; default: what the source says of itself. */
  waitsBecause?(): string;
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
const READINGS = { measurement: 'conformance' };

/** What every source promises; the ledger counts what was kept, so it would show whatever came twice. */
export function sourceConformance(open: () => Promise<SourceHarness>): void {
  describe('source conformance', { timeout: LONG_MS }, () => {
    let harness: SourceHarness;
    let fixture: IngestorFixture | undefined;
    let place: CrashPlace | undefined;
    let recovered: TelemetryStore | undefined;
    beforeEach(async () => {
      harness = await open();
    });
    afterEach(async () => {
      await fixture?.close();
      fixture = undefined;
      await recovered?.close();
      recovered = undefined;
      await place?.close();
      place = undefined;
      await harness.close();
    });
    const configs = (): readonly Record<string, unknown>[] =>
      harness.config === undefined ? [] : [{ ...harness.config, name: NAME }];
    const sources = () => configs().map((config) => sourceSchema.parse(config));
    const start = async (options: Parameters<typeof openIngestorFixture>[0] = {}): Promise<IngestorFixture> => {
      fixture = await openIngestorFixture({
        ...options,
        sources: sources(),
        prepare: (pool) => harness.prepare?.(pool),
      });
      harness.listens?.(fixture.ingestor.url, TEST_TOKEN);
      await untilConnected(fixture);
      return fixture;
    };
    const restart = async (changes?: Parameters<IngestorFixture['restart']>[0]): Promise<void> => {
      await fixture?.restart(changes);
      harness.listens?.(fixture?.ingestor.url ?? '', TEST_TOKEN);
    };
    /** Each reading is there once, and the books hold it: exactly, or as often as it came. */
    async function expectKept(
      readings: number,
      {
        quarantined = 0,
        stored,
        again = harness.comesAgain,
      }: { quarantined?: number; stored?: TelemetryStore; again?: boolean | undefined } = {},
    ): Promise<void> {
      const { ingestor, database, telemetry } = fixture as IngestorFixture;
      await ingestor.drained();
      expect(await (stored ?? telemetry).count(READINGS)).toBe(readings);
      const found = await books(database.pool);
      if (!again) return expect(found).toEqual({ received: readings + quarantined, accepted: readings, quarantined });
      expect(found.accepted).toBeGreaterThanOrEqual(readings);
      expect(found.quarantined).toBeGreaterThanOrEqual(quarantined);
      expect(found.received).toBe(found.accepted + found.quarantined);
    }

    it('keeps every message once, and then tells that it is not behind', async () => {
      const { ingestor, telemetry } = await start();
      await harness.send(0, 200);
      await until(() => telemetry.count(READINGS), 200);
      await expectKept(200);
      const keptMs = Date.now();
      const isBehind = (): boolean => (ingestor.sources[0]?.behindSinceMs ?? Infinity) < keptMs;
      await expect.poll(isBehind, { timeout: LONG_MS }).toBe(false);
    });

    it('puts a poison message into quarantine with its place and the reason, and goes on', async () => {
      const { ingestor, telemetry, database } = await start();
      await harness.send(0, 5);
      await harness.sendPoison();
      await harness.send(5, 10);
      await until(() => telemetry.count(READINGS), 10);
      const quarantine = async () => {
        await ingestor.drained();
        return listQuarantine(database.pool);
      };
      await expect.poll(async () => (await quarantine()).length, { timeout: LONG_MS }).toBeGreaterThan(0);
      const found = await quarantine();
      if (!harness.comesAgain) expect(found).toHaveLength(1);
      expect(found[0]).toMatchObject({ source: NAME, place: harness.poison.place });
      expect(found[0]?.reason).toMatch(harness.poison.reason);
      await expectKept(10, { quarantined: 1 });
    });

    it('waits while a store is away, says so, and loses nothing', async () => {
      const store = openFlakyStore();
      const { ingestor } = await start({
        telemetry: store,
        limits: { spoolBytes: 40_000, segmentBytes: 4_000 },
      });
      store.isDown = true;
      // Some brokers do not take more than the receiver acknowledges.
      const sending = harness.send(0, 300);
      await expect
        .poll(() => harness.waitsBecause?.() ?? ingestor.sources[0]?.lastError ?? '', { timeout: LONG_MS })
        .toMatch(harness.waiting ?? /spool is full/);
      store.isDown = false;
      await sending;
      // Room comes with the release of segments, which runs on its own clock; asking for it keeps the test quick.
      await until(async () => {
        await ingestor.drained({ archive: true });
        return store.count(READINGS);
      }, 300);
      await expectKept(300);
    });

    it('goes on where it was after a restart, while messages go on coming', async () => {
      const { telemetry } = await start();
      await harness.send(0, 60);
      const sending = harness.send(60, 200);
      await restart();
      await sending;
      await until(() => telemetry.count(READINGS), 200);
      await expectKept(200);
    });

    // A real broker of Kafka waits for the session of the member that was killed.
    it(
      'neither loses nor repeats after kill -9 between keeping and acknowledging',
      { timeout: 3 * LONG_MS },
      async () => {
        fixture = await openIngestorFixture({ prepare: (pool) => harness.prepare?.(pool) });
        const { database } = fixture;
        place = await openCrashPlace(database);
        const killed = await startToKill({
          dir: place.dir,
          databaseUrl: database.url,
          token: TEST_TOKEN,
          sources: configs(),
          killAt: { point: 'before-ack', hit: 3 },
        });
        // Its sources are connected when it tells where it listens: what is sent before may have nobody who subscribes to it.
        const url = await killed.url;
        harness.listens?.(url ?? '', TEST_TOKEN);
        // Until it dies of what it was sent. A peer that waits for an answer has it from the next one.
        const sendings: Promise<void>[] = [];
        let sent = 0;
        while (!killed.isDead()) {
          sendings.push(harness.send(sent, sent + 10));
          sent += 10;
          await Promise.race([sendings.at(-1), killed.ended]);
        }
        // Its spool and its store go on in this process.
        const telemetry = await openDuckDbStore({ file: path.join(place.dir, 'telemetry.duckdb') });
        recovered = telemetry;
        await restart({
          dataDir: path.join(place.dir, 'ingestor'),
          stores: { telemetry, pool: database.pool, archive: openFolderArchive(path.join(place.dir, 'archive')) },
          sources: sources(),
        });
        await Promise.all(sendings);
        const again = harness.comesAgain;
        await until(async () => {
          await fixture?.ingestor.drained();
          return again ? telemetry.count(READINGS) : (await books(database.pool)).received;
        }, sent);
        await expectKept(sent, { stored: telemetry, again });
      },
    );
  });
}

async function untilConnected({ ingestor }: IngestorFixture): Promise<void> {
  await expect.poll(() => ingestor.sources.every(({ isConnected }) => isConnected), { timeout: LONG_MS }).toBe(true);
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
