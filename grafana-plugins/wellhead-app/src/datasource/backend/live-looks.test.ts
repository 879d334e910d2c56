import { batchOf, nsFromMs, seriesOf } from '@wellhead/contracts';
import { openMemoryStore, type SeriesSelector, type TelemetryStore } from '@wellhead/stores';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { openLooks } from './live-looks.js';

const NOW_MS = 1_700_000_000_000;
const POLL_MS = 250;
const wells = Array.from({ length: 20 }, (_, at) => `well-${at}`);
const of = (measurement: string, field: string, ...asset: string[]): SeriesSelector => ({
  measurement,
  field,
  tags: { asset },
});

/** A store of twenty wells that counts what it is asked, and may take its time. */
async function setUp(tookMs = 0) {
  const store = openMemoryStore();
  const rows = wells.flatMap((asset) =>
    ['current', 'pressure'].map((field) => ({
      series: seriesOf('esp', { asset }, field, 'float'),
      timeNs: nsFromMs(NOW_MS),
      value: 1,
    })),
  );
  await store.write(batchOf(rows));
  const asked: SeriesSelector[] = [];
  const latest: TelemetryStore['latest'] = async (selector, beforeNs) => {
    asked.push(selector);
    if (tookMs > 0) await new Promise((resolve) => setTimeout(resolve, tookMs));
    if (selector.measurement === 'gone') throw new Error('it is away');
    return store.latest(selector, beforeNs);
  };
  return { asked, looks: openLooks({ telemetry: { latest }, clock: () => NOW_MS, pollMs: POLL_MS }) };
}
const named = (readings: Awaited<ReturnType<ReturnType<typeof openLooks>['next']>>): string[] =>
  readings.map(({ series }) => `${series.tags['asset']} ${series.field}`);

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('asks once a measurement.field for all channels, and answers each with its own', async () => {
  const { asked, looks } = await setUp();
  const answers = wells.flatMap((well) => [
    looks.next([of('esp', 'current', well)]),
    looks.next([of('esp', 'pressure', well, 'well-0')]),
  ]);
  await vi.advanceTimersByTimeAsync(1);
  const [current = [], pressure = []] = (await Promise.all(answers)).slice(-2);
  expect(named(current)).toEqual(['well-19 current']);
  expect(named(pressure)).toEqual(['well-0 pressure', 'well-19 pressure']);
  expect(asked).toEqual([of('esp', 'current', ...wells.toSorted()), of('esp', 'pressure', ...wells.toSorted())]);
});

it('asks for no tag that one of the channels does not ask for', async () => {
  const { asked, looks } = await setUp();
  const all = looks.next([{ measurement: 'esp', field: 'current' }]);
  const one = looks.next([of('esp', 'current', 'well-3')]);
  await vi.advanceTimersByTimeAsync(1);
  expect(named(await all)).toHaveLength(20);
  expect(named(await one)).toEqual(['well-3 current']);
  expect(asked).toEqual([{ measurement: 'esp', field: 'current', tags: {} }]);
});

it('looks no sooner again than the pause, and not at all when nobody waits', async () => {
  const { asked, looks } = await setUp();
  const one = [of('esp', 'current', 'well-3')];
  const first = looks.next(one);
  await vi.advanceTimersByTimeAsync(1);
  await first;
  const second = looks.next(one);
  await vi.advanceTimersByTimeAsync(POLL_MS - 10);
  expect(asked).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(10);
  await second;
  await vi.advanceTimersByTimeAsync(10 * POLL_MS);
  expect(asked).toHaveLength(2);
});

it('gives a slow store four times the length of a look to itself', async () => {
  const { asked, looks } = await setUp(1_000);
  const one = [of('esp', 'current', 'well-3')];
  const first = looks.next(one);
  await vi.advanceTimersByTimeAsync(1_001);
  await first;
  const second = looks.next(one);
  await vi.advanceTimersByTimeAsync(3_990);
  expect(asked).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(1_020);
  await second;
  expect(asked).toHaveLength(2);
});

it('fails those alone who ask for what cannot be read', async () => {
  const { looks } = await setUp();
  const gone = looks.next([of('gone', 'x', 'well-1')]);
  const told = expect(gone).rejects.toThrow('it is away');
  const here = looks.next([of('esp', 'current', 'well-1')]);
  await vi.advanceTimersByTimeAsync(1);
  await told;
  expect(named(await here)).toEqual(['well-1 current']);
});
