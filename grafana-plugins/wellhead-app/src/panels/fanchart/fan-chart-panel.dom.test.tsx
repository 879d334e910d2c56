import { LoadingState } from '@grafana/data';
import type { BreachFrameMeta } from '@wellhead/contracts';
import { cleanup, fireEvent, screen } from '@testing-library/react';
import { expect, it } from 'vitest';
import { plugin } from './module.js';
import { DAY, START, forecastFrames } from './testing-frames.js';
import { HISTORY, show } from './testing-show.js';

const BREACH: BreachFrameMeta = {
  limit: 'high',
  limitValue: 130,
  probability: 0.72,
  p10Ms: START + 10 * DAY,
  p50Ms: START + 11 * DAY,
  p90Ms: null,
  shown: true,
};

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

it('draws what came when a query failed, and says what is missing', () => {
  show([HISTORY], {}, { state: LoadingState.Error, errors: [{ message: 'No forecast yet.' }] });
  expect(screen.getByTestId('fan-history')).toBeInTheDocument();
  expect(screen.getByRole('status')).toHaveTextContent('Part of the data is missing: No forecast yet.');
});
