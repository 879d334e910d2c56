import {
  LoadingState,
  createDataFrame,
  dateTime,
  type DataFrame,
  type PanelData,
  type PanelProps,
} from '@grafana/data';
import type { BreachFrameMeta } from '@wellhead/contracts';
import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import React from 'react';
import { expect, it, vi } from 'vitest';
import { FanChartPanel } from './fan-chart-panel.js';
import { plugin } from './module.js';
import { DAY, START, anomalyFrame, forecastFrames, historyFrame } from './testing-frames.js';
import { defaultOptions, type FanChartOptions } from './types.js';

const timeRange = { from: dateTime(START), to: dateTime(START + 12 * DAY), raw: { from: 'now-12d', to: 'now' } };
const grafanaFrames = (frames: readonly object[]): DataFrame[] =>
  frames.map((frame) => createDataFrame(frame as DataFrame));
const HISTORY = historyFrame(
  Array.from({ length: 10 }, (_, day) => 90 + day),
  [{ kind: 'high', value: 130 }],
);

function show(
  series: readonly object[],
  more: Partial<PanelProps<FanChartOptions>> = {},
  data: Partial<PanelData> = {},
) {
  const props = {
    id: 1,
    title: 'Sales',
    data: {
      state: LoadingState.Done,
      series: grafanaFrames(series),
      timeRange,
      request: { startTime: START + 9 * DAY },
      ...data,
    },
    options: defaultOptions,
    fieldConfig: {
      defaults: {},
      overrides: [],
    },
    width: 600,
    height: 300,
    timeRange,
    timeZone: 'utc',
    onChangeTimeRange: vi.fn(),
    ...more,
  } as unknown as PanelProps<FanChartOptions>;
  render(<FanChartPanel {...props} />);
  return props;
}

it('draws history, median, three bands, the limit and the now line', () => {
  show([HISTORY, ...forecastFrames(9, 3)]);
  for (const part of ['history', 'median', 'band-0.5', 'band-0.8', 'band-0.95', 'limit-high', 'now', 'future']) {
    expect(screen.getByTestId(`fan-${part}`)).toBeInTheDocument();
  }
  expect(screen.getByTestId('fan-median')).toHaveAttribute('d', expect.stringMatching(/^M\d/));
  expect(screen.getByText('High limit 130')).toBeInTheDocument();
});

it('offers one stop of the slider for each vintage and shows the one that is chosen', () => {
  show([HISTORY, ...forecastFrames(9, 3), ...forecastFrames(2, 3), ...forecastFrames(5, 3)]);
  const slider = screen.getByRole('slider', { name: 'What did we believe on' });
  expect(slider).toHaveAttribute('max', '2');
  expect(slider).toHaveAttribute('aria-valuetext', expect.stringContaining('2026-01-10'));
  const newest = screen.getByTestId('fan-median').getAttribute('d');
  fireEvent.change(slider, { target: { value: '0' } });
  expect(slider).toHaveAttribute('aria-valuetext', expect.stringContaining('2026-01-03'));
  expect(screen.getByTestId('fan-median').getAttribute('d')).not.toBe(newest);
  expect(screen.getByTestId('fan-issued')).toBeInTheDocument();
});

it('gives signal, vintage and model a row each where they do not fit beside each other', () => {
  const series = [HISTORY, ...forecastFrames(9, 3), ...forecastFrames(2, 3)];
  const heights = [1_000, 358].map((width) => {
    show(series, { width });
    const header = screen.getByRole('slider').closest('div');
    const height = header?.style.height;
    cleanup();
    return height;
  });
  expect(heights).toEqual(['28px', '56px']);
});

it('is read with the arrow keys', () => {
  show([HISTORY, ...forecastFrames(9, 3)]);
  const chart = screen.getByRole('application');
  fireEvent.keyDown(chart, { key: 'End' });
  expect(screen.getByTestId('chart-tooltip')).toHaveTextContent('80 %84 to 116');
  fireEvent.keyDown(chart, { key: 'Home' });
  expect(screen.getByTestId('chart-tooltip')).toHaveTextContent('Measured90');
  fireEvent.keyDown(chart, { key: 'Escape' });
  expect(screen.getByTestId('chart-tooltip')).not.toBeVisible();
});

it('rings anomalies, says what was expected, and hides them from the legend', () => {
  show([HISTORY, anomalyFrame({ 0: 90 })]);
  expect(screen.getByTestId('fan-anomaly')).toHaveTextContent(
    'Anomaly: 100 was expected, 2.0 spreads too low, CUSUM 3.0',
  );
  fireEvent.keyDown(screen.getByRole('application'), { key: 'Home' });
  expect(screen.getByTestId('chart-tooltip')).toHaveTextContent('Anomaly: 100 was expected');
  fireEvent.click(screen.getByRole('button', { name: 'Anomalies' }));
  expect(screen.queryByTestId('fan-anomaly')).toBeNull();
});

it('zooms to the range that is dragged', () => {
  const props = show([HISTORY, ...forecastFrames(9, 3)]);
  const chart = screen.getByRole('application');
  fireEvent.pointerDown(chart, { clientX: 100, button: 0 });
  fireEvent.pointerMove(chart, { clientX: 300 });
  fireEvent.pointerUp(chart, { clientX: 300 });
  expect(props.onChangeTimeRange).toHaveBeenCalledOnce();
});

it('hides a series from the legend', () => {
  show([HISTORY, ...forecastFrames(9, 3)]);
  fireEvent.click(screen.getByRole('button', { name: '95 % interval' }));
  expect(screen.queryByTestId('fan-band-0.95')).toBeNull();
  expect(screen.getByRole('button', { name: '95 % interval' })).toHaveAttribute('aria-pressed', 'false');
});

it('warns of uncalibrated and stale forecasts', () => {
  show([HISTORY, ...forecastFrames(9, 3, { calibrated: false, stale: true, origins: 7 })]);
  expect(screen.getByText('uncalibrated')).toBeInTheDocument();
  expect(screen.getByText('stale')).toBeInTheDocument();
});

it('says what is missing when there is nothing to draw, and shows an error of the query', () => {
  show([]);
  expect(screen.getByRole('status')).toHaveTextContent('No data in this time range.');
});

it('shows the error of the query', () => {
  show([], {}, { state: LoadingState.Error, errors: [{ message: 'Postgres does not answer.' }] });
  expect(screen.getByRole('status')).toHaveTextContent('Postgres does not answer.');
});

it('says that it is loading', () => {
  show([], {}, { state: LoadingState.Loading });
  expect(screen.getByRole('status')).toHaveTextContent('Loading');
});

it('lets one of several signals be chosen', () => {
  const other = {
    ...HISTORY,
    fields: HISTORY.fields.map((field) =>
      field.labels ? { ...field, labels: { asset: 'west', signal: 'sales.amount' } } : field,
    ),
  };
  show([HISTORY, other]);
  fireEvent.change(screen.getByRole('combobox', { name: 'Signal' }), { target: { value: 'west sales.amount' } });
  expect(screen.getByRole('application')).toHaveAttribute('aria-label', expect.stringContaining('west'));
});

it('honours unit, decimals, thresholds and mappings of the field configuration', () => {
  const config = {
    mappings: [{ type: 'value', options: { '90': { text: 'at rest', index: 0 } } }],
    unit: 'celsius',
    decimals: 1,
    thresholds: {
      mode: 'absolute',
      steps: [
        { value: -Infinity, color: 'green' },
        { value: 110, color: 'red' },
      ],
    },
  };
  const frame = {
    ...HISTORY,
    fields: HISTORY.fields.map((field) => (field.type === 'number' ? { ...field, config } : field)),
  };
  show([frame], { options: { ...defaultOptions, showThresholds: true } });
  expect(screen.getByText('High limit 130.0 °C')).toBeInTheDocument();
  expect(screen.getByTestId('fan-threshold')).toBeInTheDocument();
  fireEvent.keyDown(screen.getByRole('application'), { key: 'Home' });
  expect(screen.getByTestId('chart-tooltip')).toHaveTextContent('Measuredat rest');
});

const BREACH: BreachFrameMeta = {
  limit: 'high',
  limitValue: 130,
  probability: 0.72,
  p10Ms: START + 10 * DAY,
  p50Ms: START + 11 * DAY,
  p90Ms: null,
  shown: true,
};

it('marks on the limit when it will be crossed first, and says it', () => {
  show([HISTORY, ...forecastFrames(9, 3, {}, [0.1, 0.5, 0.9], [BREACH])]);
  const mark = screen.getByTestId('fan-breach-high');
  expect(mark).toHaveTextContent('72 %, 2026-01-12');
  const said =
    /High limit 130 crossed with a probability of 72 %: P10 2026-01-11, P50 2026-01-12, P90 beyond the horizon\./;
  expect(mark.querySelector('title')).toHaveTextContent(said);
  expect(screen.getByRole('application')).toHaveAccessibleName(said);
});

it('marks no breach that has no skill, and says why', () => {
  show([HISTORY, ...forecastFrames(9, 3, {}, [0.1, 0.5, 0.9], [{ ...BREACH, shown: false }])]);
  expect(screen.queryByTestId('fan-breach-high')).not.toBeInTheDocument();
  expect(screen.getByText('no breach time')).toBeInTheDocument();
});

it('is suggested for readings that have a forecast only', () => {
  const supplier = (plugin as unknown as { suggestionsSupplier(of: object): unknown[] }).suggestionsSupplier;
  expect(supplier({ hasData: true, rawFrames: [HISTORY, ...forecastFrames(9, 3)] })).toHaveLength(1);
  expect(supplier({ hasData: true, rawFrames: [HISTORY] })).toEqual([]);
});

it('holds the tooltip at a click, so that the links of its field can be followed', () => {
  const [history] = grafanaFrames([HISTORY]) as [DataFrame];
  const links = [{ title: 'Open the shift', url: '/d/shift' }];
  const linked = {
    ...history,
    fields: history.fields.map((field) => ({
      ...field,
      ...(field.type === 'number'
        ? {
            config: { ...field.config, links },
            getLinks: ({ valueRowIndex }: { valueRowIndex?: number }) => [
              { title: 'Open the shift', href: `/d/shift?row=${valueRowIndex}`, target: '_self', origin: field },
            ],
          }
        : {}),
    })),
  };
  show([], {}, { series: [linked as unknown as DataFrame] });
  const chart = screen.getByRole('application');
  fireEvent.keyDown(chart, { key: 'Home' });
  fireEvent.keyDown(chart, { key: 'ArrowRight' });
  fireEvent.keyDown(chart, { key: 'Enter' });
  expect(screen.getByRole('link', { name: 'Open the shift' })).toHaveAttribute('href', '/d/shift?row=1');
  fireEvent.pointerMove(chart, { clientX: 300 });
  expect(screen.getByTestId('chart-tooltip')).toHaveTextContent('Measured91');
  fireEvent.pointerDown(chart, { clientX: 300, button: 0 });
  fireEvent.pointerUp(chart, { clientX: 300 });
  fireEvent.pointerMove(chart, { clientX: 40 });
  expect(screen.getByTestId('chart-tooltip')).toHaveTextContent('Measured90');
});

it('draws what came when a query failed, and says what is missing', () => {
  show([HISTORY], {}, { state: LoadingState.Error, errors: [{ message: 'No forecast yet.' }] });
  expect(screen.getByTestId('fan-history')).toBeInTheDocument();
  expect(screen.getByRole('status')).toHaveTextContent('Part of the data is missing: No forecast yet.');
});

it('says values that the arrow keys walk to, and not those that a mouse passes', () => {
  show([HISTORY]);
  const chart = screen.getByRole('application');
  const spoken = (): string => chart.querySelector('[aria-live]')?.textContent ?? '';
  fireEvent.pointerMove(chart, { clientX: 300 });
  expect(spoken()).toBe('');
  fireEvent.keyDown(chart, { key: 'Home' });
  expect(spoken()).toContain('Measured 90');
});
