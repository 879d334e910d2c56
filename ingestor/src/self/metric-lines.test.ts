import { expect, it } from 'vitest';
import { metricLines, type Metric } from './metric-lines.js';

const counter = (value: number): Metric => ({
  name: 'wellhead_input_total',
  type: 'counter',
  values: [{ value, labels: { kind: 'lines a' } }],
});
const histogram = (fast: number, slow: number): Metric => ({
  name: 'wellhead_seconds',
  type: 'histogram',
  values: [
    { value: fast, labels: { le: 0.1 }, metricName: 'wellhead_seconds_bucket' },
    { value: fast + slow, labels: { le: 1 }, metricName: 'wellhead_seconds_bucket' },
    { value: fast + slow, labels: { le: '+Inf' }, metricName: 'wellhead_seconds_bucket' },
    { value: fast * 0.05 + slow * 0.5, labels: {}, metricName: 'wellhead_seconds_sum' },
    { value: fast + slow, labels: {}, metricName: 'wellhead_seconds_count' },
  ],
});

it('gives counters their rate from the second time on, also after they began anew', () => {
  const first = metricLines([counter(100)], 'ingestor', new Map(), 10);
  expect(first.lines).toEqual(['wellhead_input_total,asset=ingestor,kind=lines\\ a value=100']);
  const second = metricLines([counter(150)], 'ingestor', first.cumulated, 10);
  expect(second.lines).toEqual(['wellhead_input_total,asset=ingestor,kind=lines\\ a value=150,rate=5']);
  const anew = metricLines([counter(20)], 'ingestor', second.cumulated, 10);
  expect(anew.lines[0]).toContain('rate=2');
});

it('reckons mean and quantiles of what a histogram observed since the last time', () => {
  const first = metricLines([histogram(1_000, 0)], 'ingestor', new Map(), 10);
  expect(first.lines).toEqual([]);
  const { lines } = metricLines([histogram(1_050, 50)], 'ingestor', first.cumulated, 10);
  expect(lines).toHaveLength(1);
  const fields = Object.fromEntries((lines[0]?.split(' ')[1] ?? '').split(',').map((field) => field.split('=')));
  expect(Object.keys(fields)).toEqual(['rate', 'mean', 'p50', 'p99']);
  expect([fields['rate'], Number(fields['p50'])]).toEqual(['10', expect.closeTo(0.1) as number]);
  expect(Number(fields['mean'])).toBeCloseTo(0.275);
  expect(Number(fields['p99'])).toBeCloseTo(0.982);
});

it('says nothing of a histogram without new observations, nor of metrics of the runtime that nobody draws', () => {
  const first = metricLines([histogram(5, 5)], 'ingestor', new Map(), 10);
  expect(metricLines([histogram(5, 5)], 'ingestor', first.cumulated, 10).lines).toEqual([
    'wellhead_seconds,asset=ingestor rate=0',
  ]);
  const runtime: Metric = { name: 'nodejs_version_info', type: 'gauge', values: [{ value: 1, labels: {} }] };
  expect(metricLines([runtime], 'ingestor', new Map(), 10).lines).toEqual([]);
});
