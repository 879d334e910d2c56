import { CALIBRATED, type Column, MOMENT, recordTable, redFrom, YES_OR_DASH } from './columns.js';
import { SIGNAL_OF_ROW } from './links.js';
import type { Chosen } from './query.js';
import type { dashboard, table } from './sdk.js';

const ofWhat = (titleWidth: number): readonly Column[] => [
  ['title', 'Signal', { ...SIGNAL_OF_ROW, width: titleWidth }],
  ['model', 'Model', { width: 135 }],
  ['published', 'Live', { ...YES_OR_DASH, width: 50 }],
];
const COVERAGE: readonly Column[] = [
  ['coverage 50 %', 'In 50 %'],
  ['coverage 80 %', 'In 80 %'],
  ['coverage 95 %', 'In 95 %'],
];
/** Said where nothing has come yet of what was forecast. */
export const NOT_JUDGED = 'No forecast is old enough to be judged by what came';

/** Any drift is more than chance. */
const DRIFT = redFrom(0.000_001);

/** The newest back-test of every model that was tried for what is chosen, from rolling origins in its history. */
export const backtestTable = (
  id: number,
  title: string,
  description: string,
  position: dashboard.GridPos,
  chosen: Chosen = {},
  hidden: readonly string[] = [],
): table.PanelBuilder =>
  recordTable(
    id,
    title,
    description,
    position,
    { queryType: 'scorecard', ...chosen },
    [
      ...ofWhat(230),
      ['mase', 'MASE'],
      ['wape', 'Error'],
      ['pinball', 'Pinball'],
      ['origins', 'Origins'],
      ['calibrated', 'Calibrated', CALIBRATED],
      ...COVERAGE,
      ['scored at', 'Scored at', MOMENT],
    ],
    ['asset', 'signal', 'coverage n', ...hidden],
  );

/** Each signal and model over the forecasts of 28 days, judged by what came. */
export const rollingTable = (
  id: number,
  title: string,
  description: string,
  position: dashboard.GridPos,
  chosen: Chosen = {},
): table.PanelBuilder =>
  recordTable(
    id,
    title,
    description,
    position,
    { queryType: 'scorecard', view: 'rolling', ...chosen },
    [
      ...ofWhat(185),
      ['WAPE', 'Error'],
      ['skill', 'Skill'],
      ['bias', 'Bias'],
      ['pinball', 'Pinball'],
      ...COVERAGE,
      ['interval score 80 %', 'Score 80', { width: 80 }],
      ['drift', 'Drift', DRIFT],
      ['vintages', 'Issued'],
      ['uncalibrated', 'Uncalibrated', { width: 104 }],
      ['n', 'Judged'],
    ],
    ['asset', 'signal', 'interval score 50 %', 'interval score 95 %', 'newest vintage'],
  ).noValue(NOT_JUDGED);

/** Each model over all its signals. */
export const modelTable = (
  id: number,
  title: string,
  description: string,
  position: dashboard.GridPos,
): table.PanelBuilder =>
  recordTable(
    id,
    title,
    description,
    position,
    { queryType: 'scorecard', view: 'rolling', by: 'model' },
    [
      ['model', 'Model', { width: 180 }],
      ['WAPE', 'Error'],
      ['skill', 'Skill'],
      ...COVERAGE,
      ['vintages', 'Forecasts'],
      ['uncalibrated', 'Uncalibrated'],
      ['n', 'Judged'],
      ['newest vintage', 'Newest', MOMENT],
    ],
    [
      'asset',
      'signal',
      'title',
      'published',
      'bias',
      'pinball',
      'drift',
      'interval score 50 %',
      'interval score 80 %',
      'interval score 95 %',
    ],
  ).noValue(NOT_JUDGED);
