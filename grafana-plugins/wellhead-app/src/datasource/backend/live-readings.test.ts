import { once, EventEmitter } from 'node:events';
import { batchOf, nsFromMs, seriesOf, type Reading } from '@wellhead/contracts';
import { openPluginLog, type RequestContext } from '@wellhead/backend-sdk';
import { openMemoryStore, type TelemetryStore } from '@wellhead/stores';
import { describe, expect, it } from 'vitest';
import { liveChannelPath, liveSelectionOf, seriesChannel } from './live-channel.js';
import { liveReadings } from './live-readings.js';
import { openBackendMetrics } from './metrics.js';

const NOW_MS = 1_700_000_000_000;
const pressure = seriesOf('esp', { asset: 'well-101' }, 'intake_pressure', 'float');
const current = seriesOf('esp', { asset: 'well-102' }, 'current', 'integer');
const state = seriesOf('esp', { asset: 'well-101' }, 'state', 'string');
const forecast = seriesOf('wellhead_forecast', { asset: 'well-101' }, 'value', 'float');

function setUp(telemetry: Pick<TelemetryStore, 'latest'>) {
  const metrics = openBackendMetrics();
  const log = openPluginLog({ level: 'silent' });
  const streams = liveReadings({ telemetry, metrics, log, clock: () => NOW_MS, pollMs: 5 });
  const leave = new AbortController();
  const context = { signal: leave.signal } as RequestContext;
  const run = (selection: Parameters<typeof liveChannelPath>[0]) =>
    streams.run({ path: liveChannelPath(selection), data: '' }, context)[Symbol.asyncIterator]();
  return { metrics, streams, leave, context, run };
}
const packetOf = ({ value }: IteratorResult<string>) =>
  JSON.parse(String(value)) as {
    schema: { fields: { name: string; labels?: Record<string, string> }[] };
    data: { values: unknown[][]; nanos?: unknown[] };
  };
const reading = (series: Reading['series'], ms: number, value: Reading['value'], ns = 0n): Reading => ({
  series,
  timeNs: nsFromMs(ms) + ns,
  value,
});

describe('a live channel', () => {
  it('is named by its selection, whatever characters the names hold', () => {
    const selection = { assets: ['Ölfeld / Nord', '井 1'], signals: ['esp.current'] };
    const path = liveChannelPath(selection);
    expect(path).toMatch(/^[A-Za-z0-9_\-/=.]+$/);
    expect(liveSelectionOf(path)).toEqual(selection);
  });

  it.each([
    'readings/',
    'readings/%%%',
    'elsewhere',
    `readings/${Buffer.from('{"signals":["x"]}').toString('base64url')}`,
    'series/3600/',
    `series/3600/${Buffer.from('["esp","current"]').toString('base64url')}`,
  ])('is not found at %s', async (path) => {
    const { streams, context } = setUp(openMemoryStore());
    expect(await streams.subscribe({ path, data: '' }, context)).toBe('not-found');
  });

  it('sends the newest numbers of the chosen signals, then only what is new, and ends when nobody looks', async () => {
    const store = openMemoryStore();
    const { run, metrics, leave } = setUp(store);
    await store.write(
      batchOf([
        reading(pressure, NOW_MS - 2_000, 40),
        reading(pressure, NOW_MS - 1_000, 41.5, 250n),
        reading(current, NOW_MS - 1_500, 12n),
        reading(state, NOW_MS, 'running'),
        reading(forecast, NOW_MS - 10, 99),
        reading(pressure, NOW_MS + 60_000, 1),
      ]),
    );
    const packets = run({});
    const first = packetOf(await packets.next());
    expect(first.schema.fields.map(({ labels }) => labels)).toEqual([
      undefined,
      { asset: 'well-101', signal: 'esp.intake_pressure' },
      { asset: 'well-102', signal: 'esp.current' },
    ]);
    expect(first.data.values).toEqual([
      [NOW_MS - 1_500, NOW_MS - 1_000],
      [null, 41.5],
      [12, null],
    ]);
    expect(first.data.nanos?.[0]).toEqual([0, 250]);
    expect(await metrics.text()).toContain('wellhead_plugin_live_channels 1');

    await store.write(batchOf([reading(current, NOW_MS - 100, 13n)]));
    expect(packetOf(await packets.next()).data.values).toEqual([[NOW_MS - 100], [null], [13]]);

    const ended = packets.next();
    leave.abort();
    expect(await ended).toMatchObject({ done: true });
    expect(await metrics.text()).toContain('wellhead_plugin_live_channels 0');
  });

  it('shows the chosen assets and signals alone', async () => {
    const store = openMemoryStore();
    await store.write(batchOf([reading(pressure, NOW_MS - 1, 40), reading(current, NOW_MS - 1, 12n)]));
    const { run, leave } = setUp(store);
    const packets = run({ assets: ['well-101', 'well-102'], signals: ['esp.current'] });
    const { schema } = packetOf(await packets.next());
    expect(schema.fields.slice(1).map(({ labels }) => labels?.['asset'])).toEqual(['well-102']);
    leave.abort();
    await packets.return?.();
  });

  it('of one series sends its readings alone, without a schema: the frame that it goes on with has one', async () => {
    const store = openMemoryStore();
    const beside = seriesOf('esp', { asset: 'well-101', source: 'twin' }, 'intake_pressure', 'float');
    await store.write(batchOf([reading(pressure, NOW_MS - 2, 40), reading(beside, NOW_MS - 1, 99)]));
    const { streams, leave, context } = setUp(store);
    const path = (seriesChannel('wellhead', pressure, 3_600_000) ?? '').replace('ds/wellhead/', '');
    expect(await streams.subscribe({ path, data: '' }, context)).toBe('permitted');
    const packets = streams.run({ path, data: '' }, context)[Symbol.asyncIterator]();
    expect(JSON.parse(String((await packets.next()).value))).toEqual({ data: { values: [[NOW_MS - 2], [40]] } });
    await store.write(batchOf([reading(beside, NOW_MS, 98), reading(pressure, NOW_MS, 41)]));
    expect(JSON.parse(String((await packets.next()).value))).toEqual({ data: { values: [[NOW_MS], [41]] } });
    leave.abort();
    await packets.return?.();
  });

  it('waits for a store that is away instead of ending', async () => {
    const looked = new EventEmitter();
    let away = true;
    const store = openMemoryStore();
    await store.write(batchOf([reading(pressure, NOW_MS - 1, 40)]));
    const { run, leave } = setUp({
      latest: async (selector, before) => {
        looked.emit('look');
        if (away) throw new Error('connect ECONNREFUSED');
        return store.latest(selector, before);
      },
    });
    const packets = run({});
    const first = packets.next();
    await once(looked, 'look');
    away = false;
    expect(packetOf(await first).data.values[1]).toEqual([40]);
    leave.abort();
    await packets.return?.();
  });
});
