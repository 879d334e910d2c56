import { describe, expect, it } from 'vitest';
import { openMetricNaming } from './metric-naming.js';

const nameOf = openMetricNaming({
  assets: [
    { labels: { job: 'pump', instance: '10.0.0.5:9100' }, asset: 'well-101' },
    { labels: { job: 'pump' }, asset: 'some-well' },
  ],
  prefixes: ['node', 'node_cpu'],
});

describe('a metric of Prometheus', () => {
  it.each([
    [{ __name__: 'x', job: 'pump', instance: '10.0.0.5:9100' }, 'well-101'],
    [{ __name__: 'x', job: 'pump', instance: '10.0.0.6:9100', asset: 'told' }, 'some-well'],
    [{ __name__: 'x', job: 'other', instance: '10.0.0.7:9100', asset: 'told' }, 'told'],
    [{ __name__: 'x', job: 'other', instance: '10.0.0.7:9100' }, '10.0.0.7:9100'],
    [{ __name__: 'x' }, undefined],
  ])('%j is of asset %s', (labels, asset) => {
    expect(nameOf(labels).tags['asset']).toBe(asset);
  });

  it.each([
    ['node_load1', 'node', 'load1'],
    ['node_cpu_seconds_total', 'node_cpu', 'seconds_total'],
    ['node_', 'node_', 'value'],
    ['nodes', 'nodes', 'value'],
  ])('%s is %s.%s', (name, measurement, field) => {
    expect(nameOf({ __name__: name })).toMatchObject({ measurement, field });
  });
});
