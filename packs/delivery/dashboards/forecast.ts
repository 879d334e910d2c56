import { at, choice, finished, property } from '../../dashboard-kit/parts.js';
import { query, WELLHEAD } from '../../dashboard-kit/query.js';
import { dashboard } from '../../dashboard-kit/sdk.js';
import { deliveryDashboard, predictedMarks, rows, simulated } from './frame.js';

const ASSETS = [
  { text: 'All deliveries', value: 'delivery' },
  ...['express', 'standard', 'bulky'].map((name) => ({ text: name, value: `delivery-${name}` })),
];

const fan = (
  id: number,
  title: string,
  description: string,
  position: dashboard.GridPos,
  { asset, signal, unit }: { readonly asset: string; readonly signal: string; readonly unit: string },
): dashboard.PanelBuilder =>
  new dashboard.PanelBuilder()
    .type('wellhead-fanchart-panel')
    .id(id)
    .title(title)
    .description(description)
    .gridPos(position)
    .withTarget(query('A', { queryType: 'telemetry', assets: [asset], signals: [signal], aggregate: 'raw' }))
    .withTarget(query('B', { queryType: 'forecast', assets: [asset], signals: [signal], vintages: 24 }))
    .withTarget(query('C', { queryType: 'anomaly', assets: [asset], signals: [signal], view: 'points' }))
    .unit(unit)
    .options({
      bands: [0.5, 0.8, 0.95],
      bandOpacity: 60,
      showLimits: true,
      showThresholds: false,
      showLegend: true,
      showVintageSlider: true,
      includeZero: false,
    });

/** What the next 48 hours will bring, and how good that was. */
export const forecast = (): dashboard.Dashboard =>
  finished(
    deliveryDashboard(
      'wellhead-delivery-forecast',
      'Delivery: forecast',
      'Orders, deliveries and targets by hour, and their forecast of the next 48 hours.',
    )
      .refresh('5m')
      .time({ from: 'now-7d', to: 'now+48h' })
      .withVariable(choice('asset', 'Of', 'All deliveries, or an order type.', ASSETS))
      .withVariable(
        new dashboard.QueryVariableBuilder('signal')
          .label('Signal')
          .description('A signal of what is chosen before.')
          .datasource(WELLHEAD)
          .query({ kind: 'signals', asset: '$asset' })
          .refresh(dashboard.VariableRefresh.OnDashboardLoad),
      )
      .annotation(predictedMarks())
      .withPanel(
        fan(
          1,
          '${asset:text}: ${signal:text}',
          'What was, the median forecast of the next 48 hours and its 50, 80 and 95 % intervals, with the limit. Not every signal is forecast.',
          at(0, 0, 20, 10),
          { asset: '$asset', signal: '$signal', unit: 'short' },
        ),
      )
      .withPanel(simulated(2, at(20, 0, 4, 10)))
      .withPanel(
        fan(3, 'Orders per hour', 'Orders of each hour and their forecast.', at(0, 10, 12, 9), {
          asset: 'delivery',
          signal: 'orders.count',
          unit: 'short',
        }),
      )
      .withPanel(
        fan(
          4,
          'Deliveries per hour',
          'Deliveries that couriers took in each hour, and their forecast.',
          at(12, 10, 12, 9),
          {
            asset: 'delivery',
            signal: 'deliveries.count',
            unit: 'short',
          },
        ),
      )
      .withPanel(
        rows(
          5,
          'Models',
          'Error and coverage of each model from rolling origins in the history. MASE below 1 beats repeating the day before.',
          at(0, 19, 24, 9),
          { queryType: 'scorecard', assets: ['delivery', 'delivery-express', 'delivery-standard', 'delivery-bulky'] },
          [
            ['title', 'Signal', undefined, undefined, 360],
            ['model', 'Model'],
            ['mase', 'MASE'],
            ['wape', 'Error', 'percentunit', 1],
            ['origins', 'Origins'],
            ['coverage 50 %', 'In 50 %', 'percentunit', 1],
            ['coverage 80 %', 'In 80 %', 'percentunit', 1],
            ['coverage 95 %', 'In 95 %', 'percentunit', 1],
          ],
        )
          .overrideByName('published', [
            property('displayName', 'Published'),
            property('mappings', [
              { type: 'value', options: { true: { text: 'yes', index: 0 }, false: { text: '–', index: 1 } } },
            ]),
          ])
          .overrideByName('asset', [property('custom.hidden', true)])
          .overrideByName('signal', [property('custom.hidden', true)])
          .overrideByName('coverage n', [property('custom.hidden', true)])
          .overrideByName('pinball', [property('custom.hidden', true)])
          .overrideByName('scored at', [property('custom.hidden', true)]),
      ),
  );
