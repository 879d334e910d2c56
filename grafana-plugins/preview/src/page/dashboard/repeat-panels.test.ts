import { expect, it } from 'vitest';
import type { PanelJson } from './dashboard-json.js';
import { repeatPanels } from './repeat-panels.js';
import { ALL, type ResolvedVariable } from './variables.js';

const options = [
  { label: 'Pressures', value: 'pressure' },
  { label: 'Temperatures', value: 'temperature' },
  { label: 'Currents', value: 'current' },
];
const measured = (chosen: readonly string[], offered = options): ResolvedVariable => ({
  name: 'measured',
  label: 'Measured',
  shown: false,
  editable: false,
  multi: true,
  includeAll: true,
  options: offered,
  chosen,
  value: chosen,
});
const panel = (more: Partial<PanelJson>): PanelJson => ({
  id: 1,
  type: 'timeseries',
  gridPos: { x: 0, y: 10, w: 24, h: 8 },
  ...more,
});
const repeated = panel({
  title: '$measured',
  repeat: 'measured',
  maxPerRow: 2,
  targets: [{ refId: 'A', signals: ['tms.$measured', 'tms.${measured}_x', '$measuredby'] }],
});
const below = panel({ id: 2, gridPos: { x: 12, y: 18, w: 12, h: 4 } });

it('is there once for each chosen value, in rows, and moves down what comes below', () => {
  const shown = repeatPanels([repeated, below], [measured([ALL])]);
  expect(shown.map(({ title, gridPos }) => [title, gridPos])).toEqual([
    ['Pressures', { x: 0, y: 10, w: 12, h: 8 }],
    ['Temperatures', { x: 12, y: 10, w: 12, h: 8 }],
    ['Currents', { x: 0, y: 18, w: 12, h: 8 }],
    [undefined, { x: 12, y: 26, w: 12, h: 4 }],
  ]);
  expect(new Set(shown.map(({ id }) => id)).size).toBe(4);
  expect(shown[1]?.targets?.[0]?.['signals']).toEqual(['tms.temperature', 'tms.temperature_x', '$measuredby']);
});

it('is there for the chosen values only, and once where there is none', () => {
  expect(repeatPanels([repeated], [measured(['current'])]).map(({ title, gridPos: { w } }) => [title, w])).toEqual([
    ['Currents', 24],
  ]);
  expect(repeatPanels([repeated, below], [measured([ALL], [])])).toEqual([repeated, below]);
  expect(repeatPanels([below], [])).toEqual([below]);
});
