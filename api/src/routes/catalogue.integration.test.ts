import type { LimitChange, LimitPreview } from '@wellhead/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { NOW_MS } from '../../../stores/testing/query-fixture.js';
import type { ServedApi } from '../../testing/serve-api.js';
import { json, problem, serveExample } from '../../testing/serve-example.js';

let api: ServedApi;
beforeAll(async () => {
  api = await serveExample();
});
afterAll(() => api.close());

describe('the catalogue', () => {
  it('lists signals with their last value and age', async () => {
    const signals = await json<Record<string, unknown>[]>(await api.ask('GET', '/signals?signal=esp.temperature'));
    expect(signals).toMatchObject([
      {
        asset: 'well-101',
        field: 'temperature',
        unit: 'celsius',
        lastValue: 102.5,
        lastAtMs: NOW_MS - 60_000,
        ageMs: 60_000,
        stale: false,
      },
    ]);
    const both = await json<unknown[]>(await api.ask('GET', '/signals?signal=esp.temperature&signal=esp.pressure'));
    expect(both).toHaveLength(2);
  });

  it('sets and removes a limit', async () => {
    const low = { asset: 'well-101', measurement: 'esp', field: 'temperature', kind: 'low-low', value: 5, by: 'ann' };
    expect(await json(await api.ask('PUT', '/limits', low))).toMatchObject({ value: 5, changedBy: 'ann' });
    const key = 'asset=well-101&measurement=esp&field=temperature&kind=low-low';
    expect((await api.ask('DELETE', `/limits?${key}`)).status).toBe(200);
    expect((await api.ask('DELETE', `/limits?${key}`)).status).toBe(404);
    const unknown = await api.ask('PUT', '/limits', { ...low, asset: 'well-102' });
    expect([unknown.status, (await problem(unknown)).detail]).toEqual([
      404,
      expect.stringContaining('no signal esp.temperature of well-102'),
    ]);
  });

  it('lists what can be asked: marts and record types with their columns', async () => {
    const marts = await json<{ table: string; columns: { name: string; kind: string; description?: string }[] }[]>(
      await api.ask('GET', '/marts'),
    );
    expect(marts[0]?.columns).toContainEqual({
      name: 'value',
      type: 'double precision',
      kind: 'number',
      description: 'Mean value.',
    });
    const types = await json<{ type: string; columns: { name: string; required: boolean }[] }[]>(
      await api.ask('GET', '/record-types'),
    );
    expect(types[0]?.columns.slice(0, 2)).toMatchObject([
      { name: 'sample_id', type: 'integer', required: true },
      { name: 'taken_on', format: 'date' },
    ]);
    expect(await json(await api.ask('GET', '/packs'))).toMatchObject([{ name: 'example', dataLabel: 'simulated' }]);
  });
});

describe('before a limit is set', () => {
  const proposed = { asset: 'well-101', measurement: 'esp', field: 'temperature', kind: 'high', value: 102 };

  it('shows which alerts it would have raised, and keeps nothing', async () => {
    const before = await json(await api.ask('GET', '/limits'));
    const preview = await json<LimitPreview>(await api.ask('POST', '/limits/preview', proposed));
    expect(preview).toMatchObject({ readings: 1, vintages: 1, uncalibrated: 0 });
    expect(Object.fromEntries(preview.rules.map(({ rule, firings }) => [rule, firings]))).toEqual({
      'breached-now': [{ fromMs: expect.any(Number), toMs: null, worst: 102.5, labels: {} }],
      'predicted-p50': [{ fromMs: NOW_MS - 30 * 60_000, toMs: null, worst: 131, labels: {} }],
      'predicted-p90': [{ fromMs: NOW_MS - 30 * 60_000, toMs: null, worst: 135, labels: {} }],
    });
    expect(await json(await api.ask('GET', '/limits'))).toEqual(before);
  });

  it('says so when there is no such signal', async () => {
    const unknown = await api.ask('POST', '/limits/preview', { ...proposed, field: 'colour' });
    expect([unknown.status, (await problem(unknown)).detail]).toEqual([404, expect.stringContaining('esp.colour')]);
  });
});

it('tells who changed which limit when', async () => {
  const key = { asset: 'well-101', measurement: 'esp', field: 'pressure', kind: 'low' };
  await api.ask('PUT', '/limits', { ...key, value: 42, by: 'bob' });
  const changes = await json<LimitChange[]>(await api.ask('GET', '/limits/history?signal=esp.pressure'));
  expect(changes[0]).toMatchObject({ ...key, oldValue: 40, newValue: 42, changedBy: 'bob' });
});

it('tells who asks', async () => {
  expect(await json(await api.ask('GET', '/me'))).toEqual({ role: 'admin', name: null });
});
