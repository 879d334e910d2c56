import { finished, GROUPED, property, USD } from '../../dashboard-kit/parts.js';
import { query } from '../../dashboard-kit/query.js';
import { dashboard, table } from '../../dashboard-kit/sdk.js';
import { at, breachMarks, datesShifted, partChoice, predictedMarks, retailDashboard } from './frame.js';

const SIGNAL = 'sales.amount';
/** Every evening of the days that the first start feeds, and some more: what the slider can go back to. */
const VINTAGES = 100;

const fanChart = (): dashboard.PanelBuilder =>
  new dashboard.PanelBuilder()
    .type('wellhead-fanchart-panel')
    .id(1)
    .title('Daily sales and their forecast: ${asset:text}')
    .description(
      'Sales of each day, the median forecast of the next seven days and its 50, 80 and 95 % intervals, with the limits of the part. Days that were not as expected are ringed. The slider shows what was believed on an earlier day.',
    )
    .gridPos(at(0, 0, 24, 11))
    .withTarget(query('A', { queryType: 'telemetry', assets: ['$asset'], signals: [SIGNAL], aggregate: 'raw' }))
    .withTarget(query('B', { queryType: 'forecast', assets: ['$asset'], signals: [SIGNAL], vintages: VINTAGES }))
    .withTarget(query('C', { queryType: 'anomaly', assets: ['$asset'], signals: [SIGNAL], view: 'points' }))
    .unit(USD)
    .options({
      bands: [0.5, 0.8, 0.95],
      bandOpacity: 60,
      showLimits: true,
      showThresholds: false,
      showLegend: true,
      showVintageSlider: true,
      includeZero: true,
    });

const money = (name: string, title: string): readonly [string, dashboard.DynamicConfigValue[]] => [
  name,
  [property('displayName', title), property('unit', GROUPED), property('decimals', 0)],
];

const named = (panel: table.PanelBuilder, columns: readonly (readonly [string, dashboard.DynamicConfigValue[]])[]) =>
  columns.reduce((all, [name, properties]) => all.overrideByName(name, properties), panel);

const ratio = (name: string, title: string): readonly [string, dashboard.DynamicConfigValue[]] => [
  name,
  [property('displayName', title), property('unit', 'percentunit'), property('decimals', 1)],
];

const outlook = (): table.PanelBuilder =>
  named(
    new table.PanelBuilder()
      .id(2)
      .title('Next seven days, USD')
      .description(
        'The newest forecast: expected sales of each day, and the interval from at least to at most that holds 80 of 100 days.',
      )
      .gridPos(at(0, 11, 9, 9))
      .minWidth(60)
      .withTarget(
        query('A', {
          queryType: 'mart',
          table: 'mart.sales_outlook',
          columns: ['day', 'mean', 'lower_80', 'upper_80'],
          filters: [{ column: 'asset', op: '=', value: '$asset' }],
          orderBy: [{ column: 'day' }],
          limit: 7,
        }),
      )
      .overrideByName('day', [
        property('displayName', 'Day'),
        property('unit', 'time:ddd MM-DD'),
        property('custom.width', 96),
      ]),
    [money('mean', 'Expected'), money('lower_80', 'At least'), money('upper_80', 'At most')],
  );

const realised = (): table.PanelBuilder =>
  named(
    new table.PanelBuilder()
      .id(3)
      .title('Forecasts against what came, by days ahead')
      .description(
        'Every published forecast whose day has come, by days ahead. Error: sum of absolute errors over sum of sales. In 80 % is the share of days inside the 80 % interval.',
      )
      .gridPos(at(9, 11, 11, 9))
      .minWidth(60)
      .withTarget(
        query('A', {
          queryType: 'mart',
          table: 'mart.sales_forecast_accuracy',
          columns: ['days_ahead', 'forecasts', 'wape', 'bias', 'inside_80', 'inside_95'],
          filters: [{ column: 'asset', op: '=', value: '$asset' }],
          orderBy: [{ column: 'days_ahead' }],
          limit: 50,
        }),
      )
      .overrideByName('days_ahead', [property('displayName', 'Days')])
      .overrideByName('forecasts', [property('displayName', 'Count')]),
    [ratio('wape', 'Error'), money('bias', 'Bias, $'), ratio('inside_80', 'In 80 %'), ratio('inside_95', 'In 95 %')],
  );

const YES_OR_NOT = [{ type: 'value', options: { true: { text: 'yes', index: 0 }, false: { text: '–', index: 1 } } }];

/** Columns of the score card that the chosen part makes plain. */
const PLAIN = ['asset', 'signal', 'title', 'coverage n'];

const scorecard = (): table.PanelBuilder =>
  named(
    new table.PanelBuilder()
      .id(5)
      .title('Back-test of the models')
      .description(
        'Error and coverage of each model from rolling origins in the history. MASE below 1 beats repeating last week. Published is the model that dashboards and alerts use: for a sum of parts the sum of their forecasts, so that all add up.',
      )
      .gridPos(at(0, 20, 24, 6))
      .minWidth(60)
      .withTarget(query('A', { queryType: 'scorecard', assets: ['$asset'], signals: [SIGNAL] })),
    [
      ['model', [property('displayName', 'Model'), property('custom.width', 170)]],
      [
        'published',
        [property('displayName', 'Published'), property('mappings', YES_OR_NOT), property('custom.width', 100)],
      ],
      ['mase', [property('displayName', 'MASE')]],
      ['wape', [property('displayName', 'Error')]],
      ['pinball', [property('displayName', 'Pinball')]],
      ['origins', [property('displayName', 'Origins')]],
      ['coverage 50 %', [property('displayName', 'In 50 %')]],
      ['coverage 80 %', [property('displayName', 'In 80 %')]],
      ['coverage 95 %', [property('displayName', 'In 95 %')]],
      [
        'scored at',
        [
          property('displayName', 'Scored at'),
          property('unit', 'time:YYYY-MM-DD HH:mm'),
          property('custom.width', 150),
        ],
      ],
      ...PLAIN.map((name): readonly [string, dashboard.DynamicConfigValue[]] => [
        name,
        [property('custom.hidden', true)],
      ]),
    ],
  );

/** What the next seven days will bring, what was believed before, and how good that was. */
export const forecast = (): dashboard.Dashboard =>
  finished(
    retailDashboard(
      'wellhead-retail-forecast',
      'Retail sales: forecast',
      'Forecast of daily sales with its intervals, its earlier vintages and its score.',
    )
      .time({ from: 'now-60d', to: 'now+8d' })
      .withVariable(partChoice())
      .annotation(breachMarks('$asset'))
      .annotation(predictedMarks('$asset'))
      .withPanel(fanChart())
      .withPanel(outlook())
      .withPanel(realised())
      .withPanel(datesShifted(4, at(20, 11, 4, 9)))
      .withPanel(scorecard()),
  );
