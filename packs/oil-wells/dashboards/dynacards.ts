import { PROBABILITY, RECENT, recordTable } from '../../dashboard-kit/columns.js';
import { at, finished } from '../../dashboard-kit/dashboard.js';
import { lines } from '../../dashboard-kit/lines.js';
import { query, telemetry } from '../../dashboard-kit/query.js';
import type { dashboard, table, timeseries } from '../../dashboard-kit/sdk.js';
import { choice } from '../../dashboard-kit/variables.js';
import { wellheadPanel } from '../../dashboard-kit/wellhead-panels.js';
import { SIMULATED, wellsDashboard } from './frame.js';

const WELLS = [201, 202, 203, 204, 205, 206, 207, 208].map((number) => ({
  text: `Well ${number}`,
  value: `rp-${number}`,
}));

const FAULTS = [
  'fluid-pound',
  'gas-interference',
  'travelling-valve-leak',
  'standing-valve-leak',
  'parted-rods',
  'sticking',
  'plunger-tag',
] as const;

const card = (): dashboard.PanelBuilder =>
  wellheadPanel(
    'dynacard',
    1,
    'Dynamogram: ${well:text}',
    'Surface card and pump card of the chosen well with the last normal card behind it, what was found and why. The slider goes back through time.',
    at(0, 0, 24, 12),
  )
    .withTarget(query('A', { queryType: 'dynacards', assets: ['$well'] }))
    .options({ ghosts: 30, showSurface: true, showPump: true, showReference: true, showFacts: true });

const faults = (): table.PanelBuilder =>
  recordTable(
    2,
    'Cards of all wells, faults only',
    'Every card of the time range that was not diagnosed normal: since when, how sure, and what the rule says.',
    at(0, 12, 16, 9),
    { queryType: 'dynacards', curves: false, classes: [...FAULTS] },
    [
      ['taken at', 'Taken', RECENT],
      ['well', 'Well', { width: 80 }],
      ['diagnosis', 'Diagnosis', { width: 150 }],
      ['probability', 'Probability', { ...PROBABILITY, width: 95 }],
      ['why', 'Why'],
      ['fillage', 'Fillage', { ...PROBABILITY, width: 75 }],
    ],
    [
      'asset',
      'card',
      'class',
      'rule',
      'strokes per minute',
      'pump stroke',
      'least load',
      'most load',
      'fluid load',
      'model',
      'refused',
    ],
  );

const fillage = (): timeseries.PanelBuilder =>
  lines(
    3,
    'Fillage of the pump: ${well:text}',
    'Share of the stroke in which the barrel held liquid, by card; with faults that hide it there is none.',
    at(16, 12, 8, 9),
    telemetry('raw', { assets: ['$well'], signals: ['wellhead_dynacard.fillage'] }),
    { unit: 'percentunit' },
  )
    .min(0)
    .max(1);

/** Dynamograms of rod pumps. */
export const dynacards = (): dashboard.Dashboard =>
  finished(
    wellsDashboard('wellhead-oil-dynacards', 'Dynacards', 'Dynamograms of rod pumps and what was found in them.')
      .time({ from: 'now-10d', to: 'now' })
      .withVariable(choice('well', 'Well', 'A well with a rod pump.', WELLS))
      .withPanel(card())
      .withPanel(faults())
      .withPanel(fillage()),
    SIMULATED,
  );
