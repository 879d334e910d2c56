import { LoadingState, type DataQueryRequest, type Field, type PanelData } from '@grafana/data';
import { fireEvent, render, screen } from '@testing-library/react';
import React from 'react';
import { expect, it } from 'vitest';
import { grafanaFrames, panelProps, timeRangeOf } from '../chart-kit/testing-panel.js';
import { AssetBoardPanel } from './asset-board-panel.js';
import { breachTable, clusterTable, groupTable, HOUR, NOW, readingsOf } from './testing-board.js';
import { defaultOptions, type AssetBoardOptions } from './types.js';

const timeRange = timeRangeOf(NOW - 48 * HOUR, NOW);
const BOARD = [
  readingsOf('well-2', [50, 60]),
  readingsOf('well-1', [50, 120]),
  readingsOf('well-3', [50, 60]),
  breachTable([{ asset: 'well-3', hours: 5 }]),
];

function show(
  series: readonly object[],
  options: Partial<AssetBoardOptions> = {},
  data: Partial<PanelData> = {},
  links?: Field['getLinks'],
) {
  const frames = grafanaFrames(series);
  if (links)
    for (const field of frames.flatMap(({ fields }) => fields)) {
      field.config = { ...field.config, links: [{ title: 'Forecast', url: '/d/x' }] };
      field.getLinks = links;
    }
  const props = panelProps(
    [],
    { options: { ...defaultOptions, ...options }, timeRange, width: 800, height: 400 },
    { series: frames, request: { startTime: NOW } as DataQueryRequest, ...data },
  );
  render(<AssetBoardPanel {...props} />);
}
const states = () => screen.getAllByTestId('asset-tile').map((tile) => tile.getAttribute('data-state'));

it('shows one tile an asset, the most urgent first, each spoken as a sentence with its unit', () => {
  show(BOARD);
  expect(states()).toEqual(['breached', 'predicted', 'normal']);
  expect(
    screen.getByLabelText(/^well-1: Limit breached, high limit\. esp\.motor_temperature 120 °C\./),
  ).toBeInTheDocument();
  expect(screen.getByText('high limit in 5 h (80 %)')).toBeInTheDocument();
  expect(screen.getByLabelText(/^well-2/)).toHaveAttribute('tabindex', '0');
});

it('counts the states in the legend, and hides one', () => {
  show(BOARD);
  fireEvent.click(screen.getByRole('button', { name: 'Normal (1)' }));
  expect(states()).toEqual(['breached', 'predicted']);
  fireEvent.click(screen.getByRole('button', { name: 'Normal (1)' }));
  expect(states()).toHaveLength(3);
});

it('opens the data link of the field', () => {
  show(BOARD, {}, {}, () => [
    { href: '/d/forecast?var-asset=well', title: 'Forecast', target: '_self', origin: {} as Field },
  ]);
  expect(screen.getAllByRole('link')[0]).toHaveAttribute('href', '/d/forecast?var-asset=well');
});

it('has headings where groups are known, and not where they are switched off', () => {
  const grouped = [...BOARD, groupTable({ 'well-1': 'Group A' })];
  show(grouped);
  expect(screen.getByRole('heading', { name: 'Group A (1)' })).toBeInTheDocument();
  expect(screen.getByRole('heading', { name: 'No group (2)' })).toBeInTheDocument();
});

it('says in the heading of a cluster how well its assets fit', () => {
  show([
    ...BOARD,
    clusterTable([
      { asset: 'well-1', group: 1, silhouette: 0.5 },
      { asset: 'well-2', group: 1, silhouette: 0.3 },
    ]),
  ]);
  expect(screen.getByRole('heading', { name: 'Group 1 (2, silhouette 0.40)' })).toBeInTheDocument();
  expect(screen.getByRole('heading', { name: 'No group (1)' })).toBeInTheDocument();
});

it('goes without sparklines, and by name', () => {
  show(BOARD, { showSparkline: false, sortBy: 'name' });
  expect(document.querySelector('[data-testid=asset-tile] svg[preserveAspectRatio]')).toBeNull();
  expect(screen.getAllByTestId('asset-tile')[0]).toHaveTextContent('well-1');
});

it('draws what came when a part of the data is missing, and says so', () => {
  show(BOARD, {}, { state: LoadingState.Error, errors: [{ message: 'Postgres does not answer.' }] });
  expect(states()).toHaveLength(3);
  expect(screen.getByRole('status')).toHaveTextContent('Part of the data is missing: Postgres does not answer.');
});

it.each([
  ['an empty answer', [], {}, 'No readings in this time range.'],
  ['loading', [], { state: LoadingState.Loading }, 'Loading'],
  ['an error', [], { state: LoadingState.Error, errors: [{ message: 'DuckDB does not answer.' }] }, 'DuckDB'],
])('says what is the matter with %s', (_, series, data, text) => {
  show(series, {}, data);
  expect(screen.getByRole('status')).toHaveTextContent(text);
});
