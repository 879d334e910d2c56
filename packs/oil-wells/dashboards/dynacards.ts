import { CARD_CLASSES } from '@wellhead/contracts';
import { PROBABILITY, RECENT, recordTable, SENTENCE } from '../../dashboard-kit/columns.js';
import { at, finished } from '../../dashboard-kit/dashboard.js';
import { readings } from '../../dashboard-kit/lines.js';
import { query } from '../../dashboard-kit/query.js';
import type { dashboard, table, timeseries } from '../../dashboard-kit/sdk.js';
import { wellheadPanel } from '../../dashboard-kit/wellhead-panels.js';
import { historyMarks, SIMULATED, SIMULATED_NOTE, WELL, wellsDashboard, withChain } from './frame.js';

const FAULTS = CARD_CLASSES.filter((name) => name !== 'normal');

const card = (): dashboard.PanelBuilder =>
  wellheadPanel(
    'dynacard',
    1,
    'Dynamogram: ${well:text}',
    'Surface card and pump card of the chosen well with the last normal card behind it, what was found and why. The slider goes back through time.',
    at(0, 0, 17, 12),
  )
    .withTarget(query('A', { queryType: 'dynacards', assets: ['$well'] }))
    .options({ ghosts: 30, showSurface: true, showPump: true, showReference: true, showFacts: true });

const faults = (): table.PanelBuilder =>
  recordTable(
    2,
    'Cards of all wells, faults only',
    'Every card of the time range that was not diagnosed normal: since when, how sure, and what the rule says.',
    at(0, 12, 24, 10),
    { queryType: 'dynacards', curves: false, classes: [...FAULTS] },
    [
      ['taken at', 'Taken', RECENT],
      ['asset', 'Well', WELL],
      ['diagnosis', 'Diagnosis', { width: 150 }],
      ['probability', 'Probability', { ...PROBABILITY, width: 95 }],
      ['why', 'Why', SENTENCE],
      ['fillage', 'Fillage', { ...PROBABILITY, width: 75 }],
    ],
    [
      'well',
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
  ).sortBy([{ build: () => ({ displayName: 'Taken', desc: true }) }]);

const fillage = (): timeseries.PanelBuilder =>
  readings(
    3,
    'Fillage of the pump: ${well:text}',
    'Share of the stroke in which the barrel held liquid, by card; with faults that hide it there is none.',
    at(17, 0, 7, 12),
    { assets: ['$well'], signals: ['wellhead_dynacard.fillage'] },
    { unit: 'percentunit' },
  )
    .min(0)
    .max(1);

/** Dynamograms of rod pumps. */
export const dynacards = (): dashboard.Dashboard =>
  finished(
    withChain(
      wellsDashboard(
        'wellhead-oil-dynacards',
        'Dynacards',
        'Dynamograms of rod pumps and what was found in them.',
      ).time({ from: 'now-10d', to: 'now' }),
      'one',
      { pad: ['Pad 2', 'steppe-pad-2'], well: ['Well 202', 'rp-202'] },
    )
      .annotation(historyMarks(['journal', 'repair'], 'Journal and repairs', 'blue'))
      .withPanel(card())
      .withPanel(faults())
      .withPanel(fillage()),
    SIMULATED,
    SIMULATED_NOTE,
  );
