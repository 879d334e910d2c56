import { finished, fixedColor, legendBelow, property } from '../../dashboard-kit/parts.js';
import { query } from '../../dashboard-kit/query.js';
import { common, dashboard, table, timeseries } from '../../dashboard-kit/sdk.js';
import { at, columns, fuelDashboard, moment, named, offSpecMarks, simulated } from './frame.js';

const BLEND = ['blend-95'];
const named2 = (title: string, color: string, points = false): dashboard.DynamicConfigValue[] => [
  property('displayName', title),
  property('color', { mode: 'fixed', fixedColor: color }),
  ...(points
    ? [property('custom.drawStyle', 'points'), property('custom.pointSize', 7)]
    : [property('custom.lineWidth', 2)]),
];
const of = (refId: string): string => refId;

const against = (): timeseries.PanelBuilder =>
  new timeseries.PanelBuilder()
    .id(1)
    .title('Octane RON of the blend: soft sensor, analyser, laboratory')
    .description(
      'What the soft sensor makes of the process tags each half hour, corrected by its bias; what it would be without; the analyser; and the laboratory, when its result arrives.',
    )
    .gridPos(at(0, 0, 20, 11))
    .withTarget(
      query('A', { queryType: 'telemetry', assets: BLEND, signals: ['soft_sensor.octane_ron'], aggregate: 'mean' }),
    )
    .withTarget(
      query('B', {
        queryType: 'telemetry',
        assets: BLEND,
        signals: ['soft_sensor.octane_ron_uncorrected'],
        aggregate: 'mean',
      }),
    )
    .withTarget(
      query('C', { queryType: 'telemetry', assets: BLEND, signals: ['analyser.octane_ron'], aggregate: 'mean' }),
    )
    .withTarget(
      query('D', { queryType: 'telemetry', assets: BLEND, signals: ['laboratory.octane_ron'], aggregate: 'raw' }),
    )
    .decimals(2)
    .fillOpacity(0)
    .showPoints(common.VisibilityMode.Never)
    .overrideByQuery(of('A'), named2('Soft sensor', 'blue'))
    .overrideByQuery(of('B'), [
      ...named2('Without bias', 'light-blue'),
      property('custom.lineStyle', { fill: 'dash', dash: [6, 6] }),
      property('custom.lineWidth', 1),
    ])
    .overrideByQuery(of('C'), [...named2('Analyser', 'purple'), property('custom.lineWidth', 1)])
    .overrideByQuery(of('D'), named2('Laboratory', 'orange', true))
    .legend(legendBelow())
    .tooltip(new common.VizTooltipOptionsBuilder().mode(common.TooltipDisplayMode.Multi));

const drift = (): timeseries.PanelBuilder =>
  new timeseries.PanelBuilder()
    .id(3)
    .title('Bias of the soft sensor')
    .description(
      'What laboratory results have taught the soft sensor to add, updated with each result. Beyond its limits the model no longer fits the plant: the alert “Limit breached now” fires, and it wants to be trained again.',
    )
    .gridPos(at(0, 11, 12, 9))
    .withTarget(
      query('A', { queryType: 'telemetry', assets: BLEND, signals: ['soft_sensor.octane_ron_bias'], aggregate: 'raw' }),
    )
    .decimals(2)
    .displayName('Bias')
    .colorScheme(fixedColor('red'))
    .lineWidth(2)
    .lineInterpolation(common.LineInterpolation.StepAfter)
    .fillOpacity(10)
    .showPoints(common.VisibilityMode.Never)
    .thresholds(
      new dashboard.ThresholdsConfigBuilder().mode(dashboard.ThresholdsMode.Absolute).steps([
        { color: 'red', value: null },
        { color: 'green', value: -0.5 },
        { color: 'red', value: 0.5 },
      ]),
    )
    .thresholdsStyle(new common.GraphThresholdsStyleConfigBuilder().mode(common.GraphThresholdsStyleMode.Dashed))
    .legend(legendBelow());

const deviations = (): dashboard.PanelBuilder =>
  new dashboard.PanelBuilder()
    .type('wellhead-controlchart-panel')
    .id(4)
    .title('Laboratory minus soft sensor')
    .description(
      'Deviation at each laboratory result, before the bias learnt from it. A run on one side is a drift before it is a breach.',
    )
    .gridPos(at(12, 11, 12, 9))
    .withTarget(
      query('A', {
        queryType: 'telemetry',
        assets: BLEND,
        signals: ['soft_sensor.octane_ron_deviation'],
        aggregate: 'raw',
      }),
    )
    .options({ kind: 'xmr', phases: false, showCapability: false });

const comparison = (): table.PanelBuilder =>
  columns(
    new table.PanelBuilder()
      .id(5)
      .title('Laboratory results of the blend')
      .description(
        'What the laboratory found in the blend, and when it was reported: about three hours after the sample.',
      )
      .gridPos(at(0, 20, 14, 9))
      .minWidth(50)
      .withTarget(
        query('A', {
          queryType: 'mart',
          table: 'mart.fuel_certificate',
          columns: ['sampled_at', 'reported_at', 'sample_id', 'title', 'value', 'unit', 'low', 'high', 'verdict'],
          timeColumn: 'sampled_at',
          filters: [{ column: 'asset', op: '=', value: 'blend-95' }],
          orderBy: [{ column: 'sampled_at', direction: 'desc' }],
          limit: 200,
        }),
      ),
    [
      moment('sampled_at', 'Sampled'),
      moment('reported_at', 'Reported'),
      named('sample_id', 'Sample', 140),
      named('title', 'Property', 140),
      named('value', 'Result', 70, 1),
      named('unit', 'Unit', 60),
      named('low', 'Least', 60),
      named('high', 'Most', 60),
      named('verdict', 'Verdict'),
    ],
  );

const inputs = (): timeseries.PanelBuilder =>
  new timeseries.PanelBuilder()
    .id(6)
    .title('What it looks at: flows to the blend')
    .description(
      'Flows of the components, the largest part of what the soft sensor knows; temperatures come beside them.',
    )
    .gridPos(at(14, 20, 10, 9))
    .withTarget(
      query('A', {
        queryType: 'telemetry',
        assets: BLEND,
        signals: ['reformate', 'cracked_naphtha', 'isomerate', 'butane', 'mtbe'].map((name) => `process.${name}_flow`),
        aggregate: 'mean',
      }),
    )
    .displayName('${__field.labels.signal}')
    .lineWidth(1)
    .fillOpacity(0)
    .showPoints(common.VisibilityMode.Never)
    .legend(legendBelow());

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
      .withPanel(simulated(2, at(20, 0, 4, 11)))
      .withPanel(drift())
      .withPanel(deviations())
      .withPanel(comparison())
      .withPanel(inputs()),
  );
