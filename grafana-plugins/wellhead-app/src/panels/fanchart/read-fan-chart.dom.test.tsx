import type { DataFrame } from '@grafana/data';
import { fireEvent, screen } from '@testing-library/react';
import { expect, it } from 'vitest';
import { grafanaFrames } from '../chart-kit/testing-panel.js';
import { anomalyFrame, forecastFrames } from './testing-frames.js';
import { HISTORY, show } from './testing-show.js';
import { defaultOptions } from './types.js';

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

it('says values that the arrow keys walk to, and not those that a mouse passes', () => {
  show([HISTORY]);
  const chart = screen.getByRole('application');
  const spoken = (): string => chart.querySelector('[aria-live]')?.textContent ?? '';
  fireEvent.pointerMove(chart, { clientX: 300 });
  expect(spoken()).toBe('');
  fireEvent.keyDown(chart, { key: 'Home' });
  expect(spoken()).toContain('Measured 90');
});
