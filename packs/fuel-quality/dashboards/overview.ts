import { finished, fixedColor, legendBelow, property, reduced } from '../../dashboard-kit/parts.js';
import { query } from '../../dashboard-kit/query.js';
import { common, dashboard, stat, table, timeseries } from '../../dashboard-kit/sdk.js';
import type { QueryInput } from '@wellhead/contracts';
import {
  at,
  columns,
  fuelDashboard,
  moment,
  named,
  offSpecMarks,
  predictedBreaches,
  predictedMarks,
  productChoice,
  simulated,
  tankChoice,
  verdict,
} from './frame.js';

const figure = (
  id: number,
  title: string,
  description: string,
  position: dashboard.GridPos,
  color: string,
  asked: QueryInput,
): stat.PanelBuilder =>
  new stat.PanelBuilder()
    .id(id)
    .title(title)
    .description(description)
    .gridPos(position)
    .withTarget(query('A', asked))
    .unit('locale')
    .decimals(0)
    .noValue('0')
    .colorScheme(fixedColor(color))
    .colorMode(common.BigValueColorMode.Value)
    .graphMode(common.BigValueGraphMode.None)
    .justifyMode(common.BigValueJustifyMode.Auto)
    .textMode(common.BigValueTextMode.Value)
    .reduceOptions(reduced('lastNotNull'));

const counted = (
  tableName: string,
  timeColumn: string,
  column: string,
  filters: { column: string; op: '=' | 'like'; value: string }[],
): QueryInput => ({
  queryType: 'mart',
  table: tableName,
  timeColumn,
  filters,
  aggregates: [{ column, fn: 'distinct', as: 'count' }],
});

const board = (): dashboard.PanelBuilder =>
  new dashboard.PanelBuilder()
    .type('wellhead-assetboard-panel')
    .id(6)
    .title('Tanks by urgency')
    .description(
      'Every tank of the product, the most urgent first: off specification, predicted to be within 24 hours, silent, normal. The worst property speaks for its tank. A tile opens the page of its tank.',
    )
    .gridPos(at(0, 3, 14, 10))
    .withTarget(query('A', { queryType: 'telemetry', assets: ['$tank'], aggregate: 'raw' }))
    .withTarget(query('B', { queryType: 'breach', assets: ['$tank'], view: 'list' }))
    .overrideByRegexp('/.*/', [
      property('links', [
        {
          title: 'Product page',
          url: '/d/wellhead-fuel-product?var-tank=${__field.labels.asset}&var-property=${__field.labels.signal}',
        },
      ]),
    ]);

const curves = (
  id: number,
  title: string,
  description: string,
  signal: string,
  position: dashboard.GridPos,
): timeseries.PanelBuilder =>
  new timeseries.PanelBuilder()
    .id(id)
    .title(title)
    .description(description)
    .gridPos(position)
    .withTarget(query('A', { queryType: 'telemetry', assets: ['$tank'], signals: [signal], aggregate: 'mean' }))
    .displayName('${__field.labels.asset}')
    .lineWidth(1)
    .fillOpacity(0)
    .showPoints(common.VisibilityMode.Never)
    .legend(legendBelow());

const results = (): table.PanelBuilder =>
  columns(
    new table.PanelBuilder()
      .id(10)
      .title('Newest laboratory results of tanks')
      .description('What the laboratory found, beside the limits of the grade.')
      .gridPos(at(0, 21, 24, 9))
      .minWidth(50)
      .withTarget(
        query('A', {
          queryType: 'mart',
          table: 'mart.fuel_certificate',
          columns: [
            'sampled_at',
            'sample_id',
            'asset',
            'title',
            'value',
            'unit',
            'low',
            'high',
            'standard',
            'method',
            'verdict',
          ],
          timeColumn: 'sampled_at',
          filters: [
            { column: 'place', op: '=', value: 'tank' },
            { column: 'asset', op: 'in', value: ['$tank'] },
          ],
          orderBy: [{ column: 'sampled_at', direction: 'desc' }],
          limit: 200,
        }),
      ),
    [
      moment('sampled_at', 'Sampled'),
      named('sample_id', 'Sample'),
      named('asset', 'Tank', 90),
      named('title', 'Property', 150),
      named('value', 'Result', 80, 2),
      named('unit', 'Unit', 70),
      named('low', 'At least', 80),
      named('high', 'At most', 80),
      named('standard', 'Standard'),
      named('method', 'Method'),
      verdict('verdict', 'Verdict', ['off specification']),
    ],
  );

/** Quality at a glance: which tank is off its specification or will be. */
export const overview = (): dashboard.Dashboard =>
  finished(
    fuelDashboard(
      'wellhead-fuel-overview',
      'Fuel quality: overview',
      'Tanks by product: what is off its specification, and what will be.',
    )
      .withVariable(productChoice())
      .withVariable(tankChoice().includeAll(true).multi(true))
      .annotation(offSpecMarks())
      .annotation(predictedMarks('$tank'))
      .withPanel(
        figure(
          1,
          'Samples',
          'Samples that the laboratory has reported in the time range.',
          at(0, 0, 5, 3),
          'blue',
          counted('mart.fuel_certificate', 'sampled_at', 'sample_id', []),
        ),
      )
      .withPanel(
        figure(
          2,
          'Samples off specification',
          'Samples with a result beyond a limit of their grade.',
          at(5, 0, 5, 3),
          'red',
          counted('mart.fuel_certificate', 'sampled_at', 'sample_id', [
            { column: 'verdict', op: '=', value: 'off specification' },
          ]),
        ),
      )
      .withPanel(
        figure(
          3,
          'Batches loaded',
          'Batches that left a tank in the time range.',
          at(10, 0, 5, 3),
          'blue',
          counted('mart.batch_overview', 'loaded_at', 'batch', []),
        ),
      )
      .withPanel(
        figure(
          4,
          'Batches beyond R',
          'Batches whose quality changed on the way by more than the reproducibility of the method.',
          at(15, 0, 5, 3),
          'orange',
          counted('mart.batch_overview', 'loaded_at', 'batch', [{ column: 'verdict', op: '=', value: 'beyond R' }]),
        ),
      )
      .withPanel(simulated(5, at(20, 0, 4, 3)))
      .withPanel(board())
      .withPanel(
        predictedBreaches(
          7,
          'Predicted to go off specification',
          'Limits of the chosen tanks: how likely they are crossed within 24 hours, and the time by which that is as likely as not; empty where such predictions have had no skill.',
          at(14, 3, 10, 10),
        ),
      )
      .withPanel(
        curves(
          8,
          'Octane RON in tanks',
          'Analysers of the tanks; diesel has none.',
          'quality.octane_ron',
          at(0, 13, 12, 8),
        ),
      )
      .withPanel(
        curves(
          9,
          'Vapour pressure in tanks',
          'Analysers of the tanks; diesel has none.',
          'quality.rvp',
          at(12, 13, 12, 8),
        ),
      )
      .withPanel(results()),
  );
