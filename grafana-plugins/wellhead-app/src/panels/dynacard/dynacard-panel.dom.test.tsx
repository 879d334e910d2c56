import {
  DashboardCursorSync,
  DataHoverClearEvent,
  DataHoverEvent,
  EventBusSrv,
  LoadingState,
  type PanelData,
  type PanelProps,
} from '@grafana/data';
import { PanelContextProvider, type PanelContext } from '@grafana/ui';
import { act, fireEvent, render, screen } from '@testing-library/react';
import React from 'react';
import { afterEach, expect, it, vi } from 'vitest';
import { panelProps, timeRangeOf } from '../chart-kit/testing-panel.js';
import { DynacardPanel } from './dynacard-panel.js';
import { plugin } from './module.js';
import { cardFrames, DAY, START } from './testing-cards.js';
import { defaultOptions, type DynacardOptions } from './types.js';

afterEach(() => vi.useRealTimers());

const timeRange = timeRangeOf(START, START + 12 * DAY);

function show(
  series: readonly object[],
  more: Partial<PanelProps<DynacardOptions>> = {},
  data: Partial<PanelData> = {},
) {
  const props = panelProps(series, { options: defaultOptions, timeRange, width: 900, height: 400, ...more }, data);
  const context = { sync: () => DashboardCursorSync.Crosshair } as PanelContext;
  render(
    <PanelContextProvider value={context}>
      <DynacardPanel {...props} />
    </PanelContextProvider>,
  );
}
const CARDS = [{}, { class: 'fluid-pound', fillage: 0.62 }, { class: null, refused: 'a stroke of 0 m' }];

it('shows the newest card that came, and the way back to earlier ones, with units', () => {
  show(cardFrames(CARDS.slice(0, 2)));
  expect(screen.getByTestId('dynacard-diagnosis')).toHaveTextContent('Fluid pound');
  expect(screen.getByRole('group', { name: 'Diagnosis of the card' })).toHaveTextContent(/probability 93%/);
  expect(screen.getByText('62%')).toBeInTheDocument();
  expect(screen.getByText('42 kN')).toBeInTheDocument();
  expect(screen.getByText(/The rule says Gas interference:/)).toBeInTheDocument();
  const slider = screen.getByRole('slider', { name: 'Card' });
  expect(slider).toHaveAttribute('aria-valuetext', '2026-05-02 00:00 · Fluid pound');
  fireEvent.change(slider, { target: { value: '0' } });
  expect(screen.getByTestId('dynacard-diagnosis')).toHaveTextContent('Normal');
  expect(screen.getByText(/The rule agrees:/)).toBeInTheDocument();
});

it('is told to screen readers in a sentence', () => {
  show(cardFrames(CARDS.slice(0, 2)));
  expect(screen.getByRole('application')).toHaveAccessibleName(
    'Dynamogram of Well 1, 2026-05-02 00:00 · Fluid pound. probability 93%. fillage 62%. The load says fluid-pound.',
  );
});

it('names the last normal card only where there is one', () => {
  show(cardFrames(CARDS.slice(0, 2)));
  expect(screen.getByText('Last normal card')).toBeInTheDocument();
  fireEvent.change(screen.getByRole('slider'), { target: { value: '0' } });
  expect(screen.queryByText('Last normal card')).toBeNull();
});

it('says why a card could not be diagnosed', () => {
  show(cardFrames(CARDS));
  expect(screen.getByText(/This card could not be diagnosed:/).parentElement).toHaveTextContent('a stroke of 0 m');
  expect(screen.getByRole('slider')).toHaveAttribute('aria-valuetext', '2026-05-03 00:00 · could not be diagnosed');
});

it('lets one of several wells be chosen', () => {
  show(cardFrames([{ class: 'fluid-pound' }, { asset: 'rp-2' }]));
  fireEvent.change(screen.getByRole('combobox', { name: 'Well' }), { target: { value: 'rp-2' } });
  expect(screen.getByTestId('dynacard-diagnosis')).toHaveTextContent('Normal');
});

it('says position and load of the point that the arrow keys walk to, and of the one under the pointer', () => {
  show(cardFrames([{}]));
  const chart = screen.getByRole('application');
  fireEvent.keyDown(chart, { key: 'Home' });
  expect(screen.getByTestId('chart-tooltip')).toHaveTextContent('Surface cardPosition0 mLoad30 kN');
  fireEvent.keyDown(chart, { key: 'End' });
  expect(screen.getByTestId('chart-tooltip')).toHaveTextContent('Pump card');
  fireEvent.keyDown(chart, { key: 'Escape' });
  expect(screen.getByTestId('chart-tooltip')).not.toBeVisible();
  fireEvent.keyDown(chart, { key: 'Home' });
  const [clientX = 0, clientY = 0] = (screen.getByTestId('chart-cursor').style.transform.match(/[\d.]+/g) ?? []).map(
    Number,
  );
  fireEvent.pointerLeave(chart);
  fireEvent.pointerMove(chart, { clientX: clientX + 3, clientY });
  expect(screen.getByTestId('chart-tooltip')).toHaveTextContent('Load30 kN');
});

it('shows the card of the time under the cursor of another panel, and tells the others the time of its own', () => {
  const eventBus = new EventBusSrv();
  show(cardFrames([{}, {}, {}]), { eventBus });
  const slider = screen.getByRole('slider');
  act(() => eventBus.publish(new DataHoverEvent({ point: { time: START + 1.5 * DAY } })));
  expect(slider).toHaveValue('1');
  act(() => eventBus.publish(new DataHoverClearEvent()));
  expect(slider).toHaveValue('2');
  const told: unknown[] = [];
  eventBus.subscribe(DataHoverEvent, ({ payload }) => told.push(payload.point.time));
  fireEvent.change(slider, { target: { value: '0' } });
  fireEvent.pointerMove(screen.getByRole('application'));
  expect(told).toEqual([START]);
});

it('plays the cards from the first to the last and stops', () => {
  vi.useFakeTimers();
  show(cardFrames([{}, {}, {}]));
  fireEvent.click(screen.getByRole('button', { name: 'Play' }));
  expect(screen.getByRole('slider')).toHaveValue('0');
  for (let step = 0; step < 4; step++) act(() => void vi.advanceTimersByTime(300));
  expect(screen.getByRole('slider')).toHaveValue('2');
  expect(screen.getByRole('button', { name: 'Play' })).toBeInTheDocument();
});

it('goes without points and without facts where there is no room or no data for them', () => {
  const [table] = cardFrames([{}]);
  show([table as object], { width: 300 });
  expect(screen.getByRole('status')).toHaveTextContent('The query returns no points');
  expect(screen.queryByRole('group')).toBeNull();
});

it.each([
  ['an empty answer', [], {}, 'No dynamogram in this time range.'],
  [
    'a notice of the data source',
    [{ fields: [], meta: { notices: [{ severity: 'info', text: 'No installed pack takes dynamograms.' }] } }],
    {},
    'No installed pack',
  ],
  [
    'other frames',
    [{ fields: [{ name: 'value', type: 'number', values: [1] }] }],
    {},
    'taken at, asset, card is missing',
  ],
  ['loading', [], { state: LoadingState.Loading }, 'Loading'],
  [
    'an error',
    [],
    { state: LoadingState.Error, errors: [{ message: 'Postgres does not answer.' }] },
    'Postgres does not answer.',
  ],
])('says what is the matter with %s', (_, series, data, text) => {
  show(series, {}, data);
  expect(screen.getByRole('status')).toHaveTextContent(text);
});

it('is suggested for dynamograms only', () => {
  const supplier = (plugin as unknown as { suggestionsSupplier(of: object): unknown[] }).suggestionsSupplier;
  expect(supplier({ hasData: true, rawFrames: cardFrames(CARDS) })).toHaveLength(1);
  expect(supplier({ hasData: true, rawFrames: [] })).toEqual([]);
});
