import { at, property } from '../../dashboard-kit/parts.js';
import { query } from '../../dashboard-kit/query.js';
import { type dashboard, table } from '../../dashboard-kit/sdk.js';

const columns = (
  panel: table.PanelBuilder,
  all: readonly (readonly [name: string, properties: dashboard.DynamicConfigValue[]])[],
): table.PanelBuilder => all.reduce((made, [name, properties]) => made.overrideByName(name, properties), panel);

const named = (name: string, title: string, width?: number): readonly [string, dashboard.DynamicConfigValue[]] => [
  name,
  [property('displayName', title), ...(width === undefined ? [] : [property('custom.width', width)])],
];
const moment = (name: string, title: string): readonly [string, dashboard.DynamicConfigValue[]] => [
  name,
  [property('displayName', title), property('unit', 'time:YYYY-MM-DD HH:mm'), property('custom.width', 160)],
];
const hidden = (name: string): readonly [string, dashboard.DynamicConfigValue[]] => [
  name,
  [property('custom.hidden', true)],
];
const YES_OR_NOT = [{ type: 'value', options: { true: { text: 'yes', index: 0 }, false: { text: '–', index: 1 } } }];

/** Each model over all its signals. */
export const models = (): table.PanelBuilder =>
  columns(
    new table.PanelBuilder()
      .id(5)
      .title('Models')
      .description(
        'Each model over all signals that it was published or kept for. MASE below 1 and skill above 0 are better than repeating the last season.',
      )
      .gridPos(at(0, 11, 24, 6))
      .minWidth(60)
      .withTarget(query('A', { queryType: 'scorecard', view: 'rolling', by: 'model' })),
    [
      ...['asset', 'signal', 'title', 'published', 'bias', 'pinball', 'drift'].map(hidden),
      ...['interval score 50 %', 'interval score 80 %', 'interval score 95 %'].map(hidden),
      named('model', 'Model', 180),
      named('WAPE', 'Error'),
      named('skill', 'Skill'),
      named('coverage 50 %', 'In 50 %'),
      named('coverage 80 %', 'In 80 %'),
      named('coverage 95 %', 'In 95 %'),
      named('vintages', 'Forecasts'),
      named('n', 'Judged'),
      moment('newest vintage', 'Newest'),
    ],
  );

/** Each signal and model, with its drift. */
export const signals = (): table.PanelBuilder =>
  columns(
    new table.PanelBuilder()
      .id(6)
      .title('Signals')
      .description(
        'Each signal and model over the forecasts of 28 days, judged by what came. Bias, pinball loss and interval scores are in the unit of the signal. Drift above 0: bias or coverage lies beyond chance, and the alert rule fires.',
      )
      .gridPos(at(0, 17, 24, 10))
      .minWidth(60)
      .withTarget(query('A', { queryType: 'scorecard', view: 'rolling' })),
    [
      ...['asset', 'signal', 'interval score 50 %', 'interval score 95 %', 'newest vintage'].map(hidden),
      named('title', 'Signal', 230),
      named('model', 'Model', 150),
      ['published', [property('displayName', 'Live'), property('mappings', YES_OR_NOT)]],
      named('WAPE', 'Error'),
      named('skill', 'Skill'),
      named('bias', 'Bias'),
      named('pinball', 'Pinball'),
      named('coverage 50 %', 'In 50 %'),
      named('coverage 80 %', 'In 80 %'),
      named('coverage 95 %', 'In 95 %'),
      named('interval score 80 %', 'Score 80', 90),
      [
        'drift',
        [
          property('displayName', 'Drift'),
          property('custom.cellOptions', { type: 'color-text' }),
          property('thresholds', {
            mode: 'absolute',
            steps: [
              { color: 'green', value: null },
              { color: 'red', value: 0.000001 },
            ],
          }),
        ],
      ],
      named('vintages', 'Issued'),
      named('n', 'Judged'),
    ],
  );

/** The newest back-test of everything that was tried. */
export const backtests = (): table.PanelBuilder =>
  columns(
    new table.PanelBuilder()
      .id(7)
      .title('Back-tests')
      .description('The newest back-test of every model that was tried, from rolling origins in the history.')
      .gridPos(at(0, 27, 24, 10))
      .minWidth(60)
      .withTarget(query('A', { queryType: 'scorecard' })),
    [
      ...['asset', 'signal', 'coverage n'].map(hidden),
      named('title', 'Signal', 230),
      named('model', 'Model', 150),
      ['published', [property('displayName', 'Live'), property('mappings', YES_OR_NOT)]],
      named('mase', 'MASE'),
      named('wape', 'Error'),
      named('pinball', 'Pinball'),
      named('origins', 'Origins'),
      named('coverage 50 %', 'In 50 %'),
      named('coverage 80 %', 'In 80 %'),
      named('coverage 95 %', 'In 95 %'),
      moment('scored at', 'Scored at'),
    ],
  );
