import type { Frame } from '@wellhead/contracts';
import { EVERY_TYPE } from './test-data-source.js';

/**
 * Frames whose Arrow bytes are kept in `src/frames/testdata`. Those bytes were read by Grafana's own Go SDK (v0.298.0, `data.UnmarshalArrowFrame`) with
 * every value, null, label, config and meta intact; a change of them has to be read by it again. `npx tsx testing/write-golden-frames.ts` in this folder
 * writes them anew.
 */
export const GOLDEN_FRAMES: Readonly<Record<string, Frame>> = {
  'every-type': { ...EVERY_TYPE, refId: 'A' },
  'no-rows': {
    name: 'no rows',
    refId: 'B',
    fields: [
      { name: 'time', type: 'time', values: [] },
      { name: 'value', type: 'number', values: [] },
      { name: 'text', type: 'string', values: [] },
      { name: 'running', type: 'boolean', values: [] },
      { name: 'count', type: 'integer', values: [] },
    ],
  },
  'no-fields': { name: 'nothing', refId: 'C', fields: [] },
  series: {
    name: 'p50',
    refId: 'D',
    meta: { type: 'timeseries-multi', typeVersion: [0, 1], custom: { forecast: { asset: 'well-101' } } },
    fields: [
      { name: 'time', type: 'time', values: [1_000, 2_000] },
      {
        name: 'value',
        type: 'number',
        values: [1, null],
        labels: { asset: 'well-101', quantile: '0.5' },
        config: { unit: 'pressurebar', min: 0, decimals: 2, interval: 1_000, custom: { x: 1 } },
      },
    ],
  },
  margin: {
    name: 'margin',
    refId: 'E',
    meta: { type: 'numeric-multi', typeVersion: [0, 1] },
    fields: [{ name: 'value', type: 'number', values: [1.5], labels: { asset: 'well-101', limit: 'high' } }],
  },
};
