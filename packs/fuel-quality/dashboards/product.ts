import { RECENT, recordTable } from '../../dashboard-kit/columns.js';
import { at, finished } from '../../dashboard-kit/dashboard.js';
import { predictedMarks } from '../../dashboard-kit/marks.js';
import { mart, telemetry } from '../../dashboard-kit/query.js';
import type { dashboard, table } from '../../dashboard-kit/sdk.js';
import { controlChart, fanChart } from '../../dashboard-kit/wellhead-panels.js';
import {
  fuelDashboard,
  OFF_SPEC,
  offSpecMarks,
  predictedBreaches,
  productChoice,
  propertyChoice,
  SIMULATED_NOTE,
  tankChoice,
  SIMULATED,
} from './frame.js';

const CHOSEN = { assets: ['$tank'], signals: ['$property'] };

const laboratory = (): table.PanelBuilder =>
  recordTable(
    5,
    'Laboratory results of the tank',
    'Every property that the laboratory found in the time range, beside the limits of the grade.',
    at(0, 27, 14, 9),
    mart('mart.fuel_certificate', {
      columns: ['sampled_at', 'title', 'value', 'unit', 'low', 'high', 'standard', 'verdict'],
      timeColumn: 'sampled_at',
      filters: [
        { column: 'asset', op: '=', value: '$tank' },
        { column: 'place', op: 'in', value: ['tank', 'loading'] },
      ],
      orderBy: [{ column: 'sampled_at', direction: 'desc' }],
      limit: 300,
    }),
    [
      ['sampled_at', 'Sampled', RECENT],
      ['title', 'Property', { width: 140 }],
      ['value', 'Result', { width: 80, decimals: 2 }],
      ['unit', 'Unit', { width: 60 }],
      ['low', 'At least', { width: 75 }],
      ['high', 'At most', { width: 75 }],
      ['standard', 'Standard'],
      ['verdict', 'Verdict', OFF_SPEC],
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
      .annotation(predictedMarks({ assets: ['$tank'] }))
      .withPanel(
        fanChart(
          1,
          'Forecast against specification: ${property:text}',
          'What was measured, the median forecast of the next 24 hours and its 50, 80 and 95 % intervals, with the limits of the grade. Readings that were not as expected are ringed; the slider shows earlier forecasts.',
          at(0, 0, 24, 10),
          { ...CHOSEN, vintages: 24 },
        ),
      )
      .withPanel(
        controlChart(
          3,
          'Control chart and capability: ${property:text}',
          'Each reading against three sigma of its step-to-step change, with the rules of Nelson; Cp and Cpk against the limits of the grade.',
          at(0, 10, 24, 9),
          'xmr',
          telemetry('raw', CHOSEN),
          { capability: true },
        ),
      )
      .withPanel(
        controlChart(
          4,
          'Weighted average: ${property:text}',
          'Readings, the newest weighing one fifth: finds small lasting changes of the level, such as an analyser that was calibrated.',
          at(0, 19, 24, 8),
          'ewma',
          telemetry('raw', CHOSEN),
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
    SIMULATED,
    SIMULATED_NOTE,
  );
