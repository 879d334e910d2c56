import { querySchema, type Frame, type QueryInput } from '@wellhead/contracts';
import { expect, it } from 'vitest';
import { liveSeriesOf } from './live-channel.js';
import { liveFrames } from './live-frames.js';

const NOW_MS = 1_700_000_000_000;
const HOUR_MS = 3_600_000;
const frameOf = (labels: Readonly<Record<string, string>>, type: 'number' | 'string' = 'number'): Frame => ({
  name: 'Intake pressure',
  meta: { type: 'timeseries-multi' },
  fields: [
    { name: 'time', type: 'time', values: [NOW_MS] },
    { name: 'value', type, values: [], labels },
  ],
});
const ours = frameOf({ asset: 'well-101', signal: 'esp.intake_pressure' });

function channelsOf(
  frames: readonly Frame[],
  {
    agoMs = 0,
    spanMs = HOUR_MS,
    fromAlert = false,
    ...more
  }: Partial<Extract<QueryInput, { queryType: 'telemetry' }>> & {
    agoMs?: number;
    spanMs?: number;
    fromAlert?: boolean;
  } = {},
): (string | undefined)[] {
  const toMs = NOW_MS - agoMs;
  const query = querySchema.parse({ queryType: 'telemetry', live: true, ...more });
  const context = { fromMs: toMs - spanMs, toMs, nowMs: NOW_MS, intervalMs: 1_000, maxDataPoints: 100, fromAlert };
  return liveFrames(frames, query, context, 'wellhead').map(({ meta }) => meta?.channel);
}

it('names for each series the channel that brings what comes next, as Grafana allows it', () => {
  const twin = frameOf({ asset: 'well-101', signal: 'esp.intake_pressure', source: 'twin' });
  const [first = '', second = ''] = channelsOf([ours, twin]);
  expect(first).toMatch(/^ds\/wellhead\/[A-Za-z0-9_\-/=.]+$/);
  expect(liveSeriesOf(first.replace('ds/wellhead/', ''))).toMatchObject({
    measurement: 'esp',
    field: 'intake_pressure',
    tags: { asset: 'well-101' },
  });
  expect(second).not.toBe(first);
  // Grafana would go on with what it drew of the other range.
  expect(channelsOf([ours], { spanMs: 2 * HOUR_MS })).not.toEqual([first]);
});

it.each([
  ['a query that does not ask for it', [ours], { live: false }],
  ['a rule', [ours], { fromAlert: true }],
  ['a time range of the past', [ours], { agoMs: 61_000 }],
  ['a mean, which is not over yet', [ours], { aggregate: 'mean' as const }],
  ['texts', [frameOf({ asset: 'well-101', signal: 'esp.state' }, 'string')], {}],
  [
    'readings beside their quality',
    [{ ...ours, fields: [...ours.fields, ours.fields[0] as Frame['fields'][number]] }],
    {},
  ],
  ['names too long for Grafana', [frameOf({ asset: 'x'.repeat(120), signal: 'esp.intake_pressure' })], {}],
  ['no readings', [{ name: '', fields: [] }], {}],
])('names none for %s', (_, frames, more) => {
  expect(channelsOf(frames, more)).toEqual([undefined]);
});

it('names no more channels than a browser can bear', () => {
  const many = Array.from({ length: 41 }, (_, at) => frameOf({ asset: `well-${at}`, signal: 'esp.intake_pressure' }));
  expect(channelsOf(many).filter((channel) => channel !== undefined)).toHaveLength(40);
});
