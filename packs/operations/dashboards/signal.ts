import type { QueryInput } from '@wellhead/contracts';
import {
  at,
  catalogueChoice,
  finished,
  fixedColor,
  legendBelow,
  marks,
  property,
  reduced,
} from '../../dashboard-kit/parts.js';
import { query } from '../../dashboard-kit/query.js';
import { common, dashboard, stat, table, timeseries } from '../../dashboard-kit/sdk.js';

const CHOSEN = { assets: ['$asset'], signals: ['$signal'] };

const course = (): dashboard.PanelBuilder =>
  new dashboard.PanelBuilder()
    .type('wellhead-fanchart-panel')
    .id(1)
    .title('${asset:text}: ${signal:text}')
    .description(
      'Readings, the median forecast with its 50, 80 and 95 % intervals, the limits and when they may be crossed. Readings that were not as expected are ringed.',
    )
    .gridPos(at(0, 3, 24, 12))
    .withTarget(query('A', { queryType: 'telemetry', ...CHOSEN, aggregate: 'envelope' }))
    .withTarget(query('B', { queryType: 'forecast', ...CHOSEN, vintages: 30 }))
    .withTarget(query('C', { queryType: 'anomaly', ...CHOSEN, view: 'points' }))
    .options({ bands: [0.5, 0.8, 0.95], showLimits: true, showLegend: true, showVintageSlider: true });

interface Figure {
  readonly id: number;
  readonly title: string;
  readonly description: string;
  readonly position: dashboard.GridPos;
  readonly asked: QueryInput;
  readonly unit?: string;
  readonly color: string;
}

const figure = ({ id, title, description, position, asked, unit, color }: Figure): stat.PanelBuilder => {
  const panel = new stat.PanelBuilder()
    .id(id)
    .title(title)
    .description(description)
    .gridPos(position)
    .withTarget(query('A', asked))
    .colorScheme(fixedColor(color))
    .colorMode(common.BigValueColorMode.Value)
    .graphMode(common.BigValueGraphMode.None)
    .justifyMode(common.BigValueJustifyMode.Auto)
    .textMode(common.BigValueTextMode.Value)
    .noValue('–')
    .reduceOptions(reduced('lastNotNull'));
  return unit === undefined ? panel : panel.unit(unit);
};

const figures = (): stat.PanelBuilder[] =>
  [
    {
      id: 2,
      title: 'Last value',
      description: 'The newest reading.',
      position: at(0, 0, 5, 3),
      asked: { queryType: 'telemetry', ...CHOSEN, aggregate: 'last' },
      color: 'blue',
    } as const,
    {
      id: 3,
      title: 'Age',
      description: 'How old the newest reading is.',
      position: at(5, 0, 5, 3),
      asked: { queryType: 'age', ...CHOSEN },
      unit: 's',
      color: 'text',
    } as const,
    {
      id: 4,
      title: 'Time to breach (P50)',
      description:
        'When the first limit is as likely as not to have been crossed. – means: not within the horizon, or such predictions have had no skill.',
      position: at(10, 0, 5, 3),
      asked: { queryType: 'breach', ...CHOSEN, view: 'seconds' },
      unit: 's',
      color: 'orange',
    } as const,
    {
      id: 5,
      title: 'Probability of a breach',
      description:
        'That a limit is crossed within the horizon of the forecast. – means: there is no limit, or such probabilities have had no skill.',
      position: at(15, 0, 5, 3),
      asked: { queryType: 'breach', ...CHOSEN, view: 'probability' },
      unit: 'percentunit',
      color: 'orange',
    } as const,
    {
      id: 6,
      title: 'Skill of the forecast',
      description: 'Of the last 28 days against repeating the last season; above 0 is better.',
      position: at(20, 0, 4, 3),
      asked: { queryType: 'scorecard', ...CHOSEN, view: 'numbers', by: 'all', metric: 'skill' },
      unit: 'percentunit',
      color: 'green',
    } as const,
  ].map(figure);

const control = (): dashboard.PanelBuilder =>
  new dashboard.PanelBuilder()
    .type('wellhead-controlchart-panel')
    .id(7)
    .title('Process control')
    .description(
      'Each reading against three sigma of the change from one to the next; a ring marks a reading that completes a rule of Nelson.',
    )
    .gridPos(at(0, 15, 12, 9))
    .withTarget(query('A', { queryType: 'telemetry', ...CHOSEN, aggregate: 'mean' }))
    .options({ kind: 'xmr', phases: false, showCapability: true });

const scores = (): timeseries.PanelBuilder =>
  new timeseries.PanelBuilder()
    .id(8)
    .title('Anomaly scores')
    .description('Distance of each reading from what was expected, in spreads (z), and what has added up (CUSUM).')
    .gridPos(at(12, 15, 12, 9))
    .withTarget(query('A', { queryType: 'anomaly', ...CHOSEN }))
    .decimals(1)
    .displayName('${__field.labels.score}')
    .lineWidth(1)
    .fillOpacity(0)
    .showPoints(common.VisibilityMode.Never)
    .legend(legendBelow());

const predictions = (): table.PanelBuilder =>
  new table.PanelBuilder()
    .id(9)
    .title('Predicted breaches and what became of them')
    .description('Every prediction issued in the time range, by limit.')
    .gridPos(at(0, 24, 24, 8))
    .minWidth(80)
    .withTarget(query('A', { queryType: 'breach', ...CHOSEN, view: 'history' }))
    .overrideByName('asset', [property('custom.hidden', true)])
    .overrideByName('signal', [property('custom.hidden', true)]);

/** Everything that is known of one signal: what links of alerts, boards and tables lead to. */
export const signal = (): dashboard.Dashboard =>
  finished(
    [...figures(), course(), control(), scores(), predictions()].reduce(
      (board: dashboard.DashboardBuilder, panel) => board.withPanel(panel),
      new dashboard.DashboardBuilder('Signal')
        .uid('wellhead-signal')
        .description('Everything that is known of one signal: readings, forecast, limits, breaches, anomalies, score.')
        .tags(['wellhead', 'operations'])
        .timezone('utc')
        .refresh('1m')
        .time({ from: 'now-30d', to: 'now+8d' })
        .tooltip(dashboard.DashboardCursorSync.Crosshair)
        .withVariable(catalogueChoice('asset', 'Asset', 'What is watched.', { kind: 'assets' }))
        .withVariable(
          catalogueChoice('signal', 'Signal', 'Signals of the asset.', { kind: 'signals', asset: '$asset' }),
        )
        .annotation(
          marks('Limit predicted to be crossed', query('Anno', { queryType: 'breach', view: 'marks', ...CHOSEN }), {
            enabled: true,
            color: 'orange',
          }),
        ),
    ),
  );
