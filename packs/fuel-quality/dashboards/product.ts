import { finished } from '../../dashboard-kit/parts.js';
import { query } from '../../dashboard-kit/query.js';
import { dashboard, table } from '../../dashboard-kit/sdk.js';
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
  propertyChoice,
  simulated,
  tankChoice,
  verdict,
} from './frame.js';

const chosen = { assets: ['$tank'], signals: ['$property'] };

const fanChart = (): dashboard.PanelBuilder =>
  new dashboard.PanelBuilder()
    .type('wellhead-fanchart-panel')
    .id(1)
    .title('Forecast against specification: ${property:text}')
    .description(
      'What was measured, the median forecast of the next 24 hours and its 50, 80 and 95 % intervals, with the limits of the grade. Readings that were not as expected are ringed; the slider shows earlier forecasts.',
    )
    .gridPos(at(0, 0, 20, 10))
    .withTarget(query('A', { queryType: 'telemetry', ...chosen, aggregate: 'raw' }))
    .withTarget(query('B', { queryType: 'forecast', ...chosen, vintages: 24 }))
    .withTarget(query('C', { queryType: 'anomaly', ...chosen, view: 'points' }))
    .options({
      bands: [0.5, 0.8, 0.95],
      bandOpacity: 60,
      showLimits: true,
      showThresholds: false,
      showLegend: true,
      showVintageSlider: true,
      includeZero: false,
    });

const chart = (
  id: number,
  kind: 'xmr' | 'ewma',
  title: string,
  description: string,
  position: dashboard.GridPos,
): dashboard.PanelBuilder =>
  new dashboard.PanelBuilder()
    .type('wellhead-controlchart-panel')
    .id(id)
    .title(title)
    .description(description)
    .gridPos(position)
    .withTarget(query('A', { queryType: 'telemetry', ...chosen, aggregate: 'raw' }))
    .options({ kind, phases: false, showCapability: kind === 'xmr' });

const laboratory = (): table.PanelBuilder =>
  columns(
    new table.PanelBuilder()
      .id(5)
      .title('Laboratory results of the tank')
      .description('Every property that the laboratory found in the time range, beside the limits of the grade.')
      .gridPos(at(0, 27, 14, 9))
      .minWidth(50)
      .withTarget(
        query('A', {
          queryType: 'mart',
          table: 'mart.fuel_certificate',
          columns: ['sampled_at', 'title', 'value', 'unit', 'low', 'high', 'standard', 'verdict'],
          timeColumn: 'sampled_at',
          filters: [
            { column: 'asset', op: '=', value: '$tank' },
            { column: 'place', op: 'in', value: ['tank', 'loading'] },
          ],
          orderBy: [{ column: 'sampled_at', direction: 'desc' }],
          limit: 300,
        }),
      ),
    [
      moment('sampled_at', 'Sampled'),
      named('title', 'Property', 140),
      named('value', 'Result', 80, 2),
      named('unit', 'Unit', 60),
      named('low', 'At least', 75),
      named('high', 'At most', 75),
      named('standard', 'Standard'),
      verdict('verdict', 'Verdict', ['off specification']),
    ],
  );

/** One property of one tank: in control, capable, and within its specification tomorrow? */
export const product = (): dashboard.Dashboard =>
  finished(
    fuelDashboard(
      'wellhead-fuel-product',
      'Fuel quality: product',
      'One property of a tank: forecast against specification, control charts with capability, laboratory.',
    )
      .time({ from: 'now-6d', to: 'now+1d' })
      .withVariable(productChoice())
      .withVariable(tankChoice())
      .withVariable(propertyChoice())
      .annotation(offSpecMarks())
      .annotation(predictedMarks('$tank'))
      .withPanel(fanChart())
      .withPanel(simulated(2, at(20, 0, 4, 10)))
      .withPanel(
        chart(
          3,
          'xmr',
          'Control chart and capability: ${property:text}',
          'Each reading against three sigma of its step-to-step change, with the rules of Nelson; Cp and Cpk against the limits of the grade.',
          at(0, 10, 24, 9),
        ),
      )
      .withPanel(
        chart(
          4,
          'ewma',
          'Weighted average: ${property:text}',
          'Readings, the newest weighing one fifth: finds small lasting changes of the level, such as an analyser that was calibrated.',
          at(0, 19, 24, 8),
        ),
      )
      .withPanel(laboratory())
      .withPanel(
        predictedBreaches(
          6,
          'Predicted to go off specification',
          'Limits of this tank: how likely they are crossed within 24 hours, and the time by which that is as likely as not; empty where such predictions have had no skill.',
          at(14, 27, 10, 9),
        ),
      ),
  );
