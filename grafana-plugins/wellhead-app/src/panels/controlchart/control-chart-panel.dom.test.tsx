import {
  DashboardCursorSync,
  DataHoverClearEvent,
  DataHoverEvent,
  EventBusSrv,
  LoadingState,
  type PanelData,
} from '@grafana/data';
import { PanelContextProvider, type PanelContext } from '@grafana/ui';
import { act, fireEvent, render, screen } from '@testing-library/react';
import React from 'react';
import { expect, it } from 'vitest';
import { grafanaFrames, panelProps, timeRangeOf } from '../chart-kit/testing-panel.js';
import { ControlChartPanel } from './control-chart-panel.js';
import { plugin } from './module.js';
import { countsFrame, DAY, eventFrame, readingsFrame, START } from './testing-samples.js';
import { defaultOptions, type ControlChartOptions } from './types.js';

const timeRange = timeRangeOf(START, START + 60 * DAY);
const QUIET = Array.from({ length: 40 }, (_, at) => 50 + ((at * 7) % 5) - 2);
const LIMITS = [
  { kind: 'high', value: 62 },
  { kind: 'low', value: 38 },
];

function show(
  series: readonly object[],
  options: Partial<ControlChartOptions> = {},
  data: Partial<PanelData> = {},
  eventBus = new EventBusSrv(),
) {
  const props = panelProps(
    series,
    { options: { ...defaultOptions, ...options }, timeRange, width: 700, height: 420, eventBus },
    data,
  );
  const context = { eventBus, eventsScope: 'test', sync: () => DashboardCursorSync.Crosshair } as PanelContext;
  render(
    <PanelContextProvider value={context}>
      <ControlChartPanel {...props} />
    </PanelContextProvider>,
  );
  return props;
}

it('draws readings and moving ranges with their limits, marks what breaks a rule and names it', () => {
  show([readingsFrame([...QUIET, 70], LIMITS)]);
  for (const part of ['main-line', 'main-limits', 'main-zones', 'spread-line', 'spread-limits'])
    expect(screen.getByTestId(`control-${part}`)).toHaveAttribute('d', expect.stringMatching(/^M\d/));
  expect(screen.getByRole('group', { name: 'Rules that are broken' })).toHaveTextContent(
    'Rule 1: Outside the limits (2)',
  );
  expect(screen.getAllByTestId('control-violation')[0]).toHaveTextContent('Rule 1: Outside the limits');
  expect(screen.getByTestId('control-Cpk')).toHaveTextContent(/^Cpk \d\.\d\d$/);
  expect(screen.getByText('Upper specification 62')).toBeInTheDocument();
});

it('is read with the arrow keys, and says the rule', () => {
  show([readingsFrame([...QUIET, 70])]);
  const chart = screen.getByRole('application');
  fireEvent.keyDown(chart, { key: 'End' });
  const tooltip = screen.getByTestId('chart-tooltip');
  expect(tooltip).toHaveTextContent('2026-02-10');
  expect(tooltip).toHaveTextContent('Rule 1: Outside the limits');
  expect(tooltip).toHaveTextContent('Reading70');
  expect(tooltip).toHaveTextContent('Moving range');
});

it('shares its cursor with the dashboard, and shows where another panel has its own', () => {
  const bus = new EventBusSrv();
  const heard: (number | null | undefined)[] = [];
  bus.subscribe(DataHoverEvent, ({ payload }) => void heard.push(payload.point.time));
  show([readingsFrame(QUIET)], {}, {}, bus);
  fireEvent.keyDown(screen.getByRole('application'), { key: 'Home' });
  expect(heard).toEqual([START]);
  fireEvent.keyDown(screen.getByRole('application'), { key: 'Escape' });
  expect(screen.getByTestId('chart-cursor')).not.toBeVisible();
  act(() => bus.publish(new DataHoverEvent({ point: { time: START + 5 * DAY } })));
  expect(screen.getByTestId('chart-cursor')).toBeVisible();
  expect(screen.getByTestId('chart-tooltip')).not.toBeVisible();
  act(() => bus.publish(new DataHoverClearEvent()));
  expect(screen.getByTestId('chart-cursor')).not.toBeVisible();
});

it('begins a phase at an annotation, and says in the tooltip since which event', () => {
  const annotations = grafanaFrames([eventFrame(40, 'new pump')]);
  show([readingsFrame([...QUIET, ...QUIET.slice(0, 15).map((value) => value + 12)])], {}, { annotations });
  expect(screen.getAllByTestId('control-phase')[0]).toHaveTextContent('new pump');
  fireEvent.keyDown(screen.getByRole('application'), { key: 'End' });
  expect(screen.getByTestId('chart-tooltip')).toHaveTextContent('Phase sincenew pump');
});

it.each(['ewma', 'cusum', 'xbar-r', 'xbar-s'] as const)('draws a chart of the kind %s', (kind) => {
  show([readingsFrame(QUIET)], { kind });
  expect(screen.getByTestId('control-main-line')).toHaveAttribute('d', expect.stringMatching(/^M\d/));
  expect(screen.queryByTestId('control-spread') !== null).toBe(kind.startsWith('xbar'));
});

it('honours unit, decimals and mappings of the field, but not for rates of counts', () => {
  const frame = readingsFrame([...QUIET, 70], LIMITS);
  const mappings = [{ type: 'value', options: { '70': { text: 'spilt', index: 0 } } }];
  const config = { unit: 'celsius', decimals: 1, mappings };
  show([{ ...frame, fields: frame.fields.map((field) => (field.type === 'number' ? { ...field, config } : field)) }]);
  expect(screen.getByText('Upper specification 62.0 °C')).toBeInTheDocument();
  fireEvent.keyDown(screen.getByRole('application'), { key: 'End' });
  expect(screen.getByTestId('chart-tooltip')).toHaveTextContent('Readingspilt');
});

it('draws rates of counts', () => {
  show([countsFrame([3, 4, 5, 30, 4], [50, 50, 60, 50, 50])], { kind: 'p' });
  expect(screen.getByRole('application')).toHaveAccessibleName(/p: share of defective units.*Rule 1/);
});

it('lets one of several signals be chosen', () => {
  const other = readingsFrame([...QUIET, 90]);
  show([readingsFrame(QUIET), other]);
  expect(screen.queryByText(/^Rule 1:/)).toBeNull();
  fireEvent.change(screen.getByRole('combobox', { name: 'Signal' }), { target: { value: '1 1' } });
  expect(screen.getAllByText(/^Rule 1:/).length).toBeGreaterThan(0);
});

it.each([
  ['an empty answer', [], {}, {}, 'No readings in this time range.'],
  ['one reading', [readingsFrame([1])], {}, {}, 'limits need at least 2'],
  ['counts without sizes', [countsFrame([1, 2])], { kind: 'p' as const }, {}, 'how many were inspected'],
  ['loading', [], {}, { state: LoadingState.Loading }, 'Loading'],
  ['an error', [], {}, { state: LoadingState.Error, errors: [{ message: 'Postgres does not answer.' }] }, 'Postgres'],
])('says what is the matter with %s', (_, series, options, data, text) => {
  show(series, options, data);
  expect(screen.getByRole('status')).toHaveTextContent(text);
});

it('is suggested for readings that are worth it only', () => {
  const supplier = (plugin as unknown as { suggestionsSupplier(of: object): unknown[] }).suggestionsSupplier;
  expect(supplier({ hasData: true, rawFrames: [readingsFrame(QUIET)] })).toHaveLength(1);
  expect(supplier({ hasData: true, rawFrames: [readingsFrame([1, 2])] })).toEqual([]);
});
