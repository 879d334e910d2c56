import { listLedger, listQuarantine } from '@wellhead/stores';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { CrashOrder } from '../../testing/kill/crash-child.js';
import { type CrashPlace, openCrashPlace } from '../../testing/kill/crash-place.js';
import { startToKill } from '../../testing/kill/ingestor-to-kill.js';
import { type RecoveredIngestor, withRecovered } from '../../testing/kill/recovered-ingestor.js';

const TOKEN = 'repair-crash-token';
/** Rows are let in 500 at a time: after each of the four kills some are left. */
const LINES = 2_100;

let place: CrashPlace;
beforeEach(async () => {
  place = await openCrashPlace();
});
afterEach(() => place.close());

const withIngestor = <T>(work: (recovered: RecoveredIngestor) => Promise<T>): Promise<T> =>
  withRecovered({ dir: place.dir, pool: place.database.pool, token: TOKEN }, work);

it(
  'killed in the middle of a repair, at each point, lets every row in once and no row is lost',
  { timeout: 120_000 },
  async () => {
    await withIngestor(async ({ ingestor }) => {
      const headers = { authorization: `Token ${TOKEN}` };
      for (let first = 0; first < LINES; first += 700) {
        const lines = Array.from({ length: 700 }, (_, at) => `pump speed=bad${first + at} ${first + at + 1}`);
        const to = `${ingestor.url}/api/v2/write?bucket=wellhead`;
        expect((await fetch(to, { method: 'POST', body: lines.join('\n'), headers })).status).toBe(400);
      }
      await ingestor.drained();
    });
    // The correction of each line, as a person would type it.
    await place.database.pool.query(`update ops.quarantine set corrected = regexp_replace(raw, 'bad', '')`);

    const kills: readonly [NonNullable<CrashOrder['killAt']>['point'], number][] = [
      ['after-append', 1],
      ['mid-repair', 10],
      ['after-fsync', 1],
      ['between-sink-commits', 1],
    ];
    let killed = 0;
    for (const [point, hit] of kills) {
      const { dir, database } = place;
      const order = { dir, databaseUrl: database.url, token: TOKEN, isRepair: true, killAt: { point, hit } };
      const { ended } = await startToKill(order);
      const signal = await ended;
      if (signal === 'SIGKILL') killed += 1;
    }
    expect(killed).toBe(kills.length);

    await withIngestor(async ({ ingestor, telemetry }) => {
      await ingestor.repair({});
      expect(await telemetry.count({ measurement: 'pump' })).toBe(LINES);
      expect((await listQuarantine(place.database.pool, { limit: 10_000 })).map(({ state }) => state)).toEqual(
        Array.from({ length: LINES }, () => 'replayed'),
      );
      expect(await ingestor.checkLedger()).toMatchObject({ isBalanced: true });
      const hours = await listLedger(place.database.pool);
      const sum = (pick: (hour: (typeof hours)[number]) => number): number =>
        hours.reduce((total, hour) => total + pick(hour), 0);
      expect([sum((hour) => hour.received), sum((hour) => hour.accepted), sum((hour) => hour.quarantined)]).toEqual([
        LINES,
        LINES,
        0,
      ]);
    });
  },
);
