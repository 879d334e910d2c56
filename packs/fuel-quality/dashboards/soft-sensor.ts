import { RECENT, recordTable } from '../../dashboard-kit/columns.js';
import { at, finished } from '../../dashboard-kit/dashboard.js';
import { curves, lines } from '../../dashboard-kit/lines.js';
import { linked } from '../../dashboard-kit/links.js';
import { dashedLines, fixedColor, property, thresholds } from '../../dashboard-kit/looks.js';
import { mart, telemetry } from '../../dashboard-kit/query.js';
import { common, type dashboard, type table, type timeseries } from '../../dashboard-kit/sdk.js';
import { controlChart } from '../../dashboard-kit/wellhead-panels.js';
import { fuelDashboard, OFF_SPEC, offSpecMarks, SIMULATED_NOTE, SIMULATED } from './frame.js';

const ofBlend = (aggregate: 'raw' | 'mean', ...signals: string[]) =>
  telemetry(aggregate, { assets: ['blend-95'], signals });
const painted = (title: string, color: string): dashboard.DynamicConfigValue[] => [
  property('displayName', title),
  property('color', { mode: 'fixed', fixedColor: color }),
];

const against = (): timeseries.PanelBuilder =>
  linked(
    curves(
      1,
      'Octane RON of the blend: soft sensor, analyser, laboratory',
      'What the soft sensor makes of the process tags each half hour, corrected by its bias; what it would be without; the analyser; and the laboratory, when its result arrives.',
      at(0, 0, 24, 11),
      [
        ofBlend('mean', 'soft_sensor.octane_ron'),
        ofBlend('mean', 'soft_sensor.octane_ron_uncorrected'),
        ofBlend('mean', 'analyser.octane_ron'),
        ofBlend('raw', 'laboratory.octane_ron'),
      ],
      { decimals: 2 },
    ),
  )
    .showPoints(common.VisibilityMode.Never)
    .overrideByQuery('A', [...painted('Soft sensor', 'blue'), property('custom.lineWidth', 2)])
    .overrideByQuery('B', [
      ...painted('Without bias', 'light-blue'),
      property('custom.lineStyle', { fill: 'dash', dash: [6, 6] }),
    ])
    .overrideByQuery('C', painted('Analyser', 'purple'))
    .overrideByQuery('D', [
      ...painted('Laboratory', 'orange'),
      property('custom.drawStyle', 'points'),
      property('custom.pointSize', 7),
    ]);

/** What holds until the next value. */
const stepped = (panel: timeseries.PanelBuilder): timeseries.PanelBuilder =>
  linked(panel).lineInterpolation(common.LineInterpolation.StepAfter).showPoints(common.VisibilityMode.Never);

const drift = (): timeseries.PanelBuilder =>
  stepped(
    lines(
      3,
      'Bias of the soft sensor',
      'What laboratory results have taught the soft sensor to add, updated with each result. Beyond its limits the model no longer fits the plant: the alert “Limit breached now” fires, and it wants to be trained again.',
      at(0, 11, 12, 9),
      ofBlend('raw', 'soft_sensor.octane_ron_bias'),
      { decimals: 2, name: 'Bias' },
    ),
  )
    .colorScheme(fixedColor('red'))

    .thresholds(thresholds(['red', null], ['green', -0.5], ['red', 0.5]))
    .thresholdsStyle(dashedLines());

const results = (): table.PanelBuilder =>
  recordTable(
    5,
    'Laboratory results of the blend',
    'What the laboratory found in the blend, and when it was reported: about three hours after the sample.',
    at(0, 20, 16, 9),
    mart('mart.fuel_certificate', {
      columns: ['sampled_at', 'reported_at', 'sample_id', 'title', 'value', 'unit', 'low', 'high', 'verdict'],
      timeColumn: 'sampled_at',
      filters: [{ column: 'asset', op: '=', value: 'blend-95' }],
      orderBy: [{ column: 'sampled_at', direction: 'desc' }],
      limit: 200,
    }),
    [
      ['sampled_at', 'Sampled', RECENT],
      ['reported_at', 'Reported', RECENT],
      ['sample_id', 'Sample', { width: 130 }],
      ['title', 'Property', { width: 130 }],
      ['value', 'Result', { width: 70, decimals: 1 }],
      ['unit', 'Unit', { width: 60 }],
      ['low', 'Least', { width: 60 }],
      ['high', 'Most', { width: 60 }],
      ['verdict', 'Verdict', { ...OFF_SPEC, width: 115 }],
    ],
  );

const beyond = (): timeseries.PanelBuilder =>
  stepped(
    lines(
      7,
      'Inputs outside of what it was trained on',
      'How many inputs of the soft sensor lay beyond the range that it has learnt from, at each of its values. Above zero its octane is a guess; the log of its run names the inputs.',
      at(0, 29, 24, 7),
      ofBlend('raw', 'soft_sensor.octane_ron_outside'),
      { decimals: 0, name: 'Inputs' },
    ),
  );

const FLOWS = ['reformate', 'cracked_naphtha', 'isomerate', 'butane', 'mtbe'].map((name) => `process.${name}_flow`);

/** The soft sensor beside the laboratory: right, biased, or drifting? */
export const softSensor = (): dashboard.Dashboard =>
  finished(
    fuelDashboard(
      'wellhead-fuel-soft-sensor',
      'Fuel quality: soft sensor',
      'Octane of the blend by soft sensor, against the laboratory, with its bias.',
    )
      .annotation(offSpecMarks())
      .withPanel(against())
      .withPanel(drift())
      .withPanel(
        controlChart(
          4,
          'Laboratory minus soft sensor',
          'Deviation at each laboratory result, before the bias learnt from it. A run on one side is a drift before it is a breach.',
          at(12, 11, 12, 9),
          'xmr',
          ofBlend('raw', 'soft_sensor.octane_ron_deviation'),
        ),
      )
      .withPanel(results())
      .withPanel(
        linked(
          curves(
            6,
            'What it looks at: flows to the blend',
            'Flows of the components, the largest part of what the soft sensor knows; temperatures come beside them.',
            at(16, 20, 8, 9),
            ofBlend('mean', ...FLOWS),
            { name: '${__field.labels.signal}' },
          ),
        ),
      )
      .withPanel(beyond()),
    SIMULATED,
    SIMULATED_NOTE,
  );
