import { finished, legendBelow, property } from '../../dashboard-kit/parts.js';
import { query } from '../../dashboard-kit/query.js';
import { common, type dashboard, table, timeseries } from '../../dashboard-kit/sdk.js';
import { at, columns, fuelDashboard, named, predictedMarks, productChoice, simulated, tankChoice } from './frame.js';

const hidden = (name: string): readonly [string, dashboard.DynamicConfigValue[]] => [
  name,
  [property('custom.hidden', true)],
];
const share = (name: string, title: string): readonly [string, dashboard.DynamicConfigValue[]] => [
  name,
  [property('displayName', title), property('unit', 'percentunit'), property('decimals', 0)],
];

const backtests = (): table.PanelBuilder =>
  columns(
    new table.PanelBuilder()
      .id(1)
      .title('Back-tests of the tanks’ forecasts')
      .description(
        'Every model that was tried for a property of the chosen tanks, from rolling origins in its history. MASE below 1 beats the seasonal naive forecast.',
      )
      .gridPos(at(0, 0, 20, 11))
      .minWidth(60)
      .withTarget(query('A', { queryType: 'scorecard', assets: ['$tank'] })),
    [
      ...['asset', 'signal', 'coverage n', 'vintages', 'until'].map(hidden),
      named('title', 'Property', 230),
      named('model', 'Model', 150),
      named('published', 'Live', 60),
      named('mase', 'MASE', 70, 2),
    ],
  );

const rolling = (): table.PanelBuilder =>
  columns(
    new table.PanelBuilder()
      .id(3)
      .title('Forecasts as they were issued, judged by what came')
      .description(
        'Each property and model over the forecasts of 28 days. Drift above 0: bias or coverage lies beyond chance, and the alert rule “Model drift” fires. Empty until the first forecasts have come due.',
      )
      .gridPos(at(0, 11, 24, 10))
      .minWidth(60)
      .withTarget(query('A', { queryType: 'scorecard', view: 'rolling', assets: ['$tank'] })),
    [
      ...[
        'asset',
        'signal',
        'interval score 50 %',
        'interval score 80 %',
        'interval score 95 %',
        'newest vintage',
        'pinball',
      ].map(hidden),
      named('title', 'Property', 230),
      named('model', 'Model', 150),
      named('published', 'Live', 60),
      share('WAPE', 'Error'),
      share('skill', 'Skill'),
      share('coverage 50 %', 'In 50 %'),
      share('coverage 80 %', 'In 80 %'),
      share('coverage 95 %', 'In 95 %'),
      named('bias', 'Bias', 80, 2),
      named('vintages', 'Issued'),
      named('n', 'Judged'),
      named('drift', 'Drift', 80, 2),
    ],
  );

const scores = (): timeseries.PanelBuilder =>
  new timeseries.PanelBuilder()
    .id(4)
    .title('Anomaly scores')
    .description(
      'Distance of each reading from what was expected, in spreads (z), and what has added up (CUSUM), of the chosen tanks.',
    )
    .gridPos(at(0, 21, 24, 9))
    .withTarget(query('A', { queryType: 'anomaly', assets: ['$tank'] }))
    .decimals(1)
    .displayName('${__field.labels.asset} ${__field.labels.signal} ${__field.labels.score}')
    .lineWidth(1)
    .fillOpacity(0)
    .showPoints(common.VisibilityMode.Never)
    .legend(legendBelow());

/** How good the forecasts of the pack have been, and what is unusual. */
export const modelQuality = (): dashboard.Dashboard =>
  finished(
    fuelDashboard(
      'wellhead-fuel-models',
      'Fuel quality: model quality',
      'How good the forecasts of tanks have been, judged by what came.',
    )
      .withVariable(productChoice())
      .withVariable(tankChoice())
      .annotation(predictedMarks('$tank'))
      .withPanel(backtests())
      .withPanel(simulated(2, at(20, 0, 4, 11)))
      .withPanel(rolling())
      .withPanel(scores()),
  );
