import type { QueryInput } from '@wellhead/contracts';
import { fixedColor, legendBelow, property, reduced } from '../../dashboard-kit/parts.js';
import { query } from '../../dashboard-kit/query.js';
import { common, type dashboard, stat, table, timeseries } from '../../dashboard-kit/sdk.js';

export type OpsView = Extract<QueryInput, { queryType: 'ops' }>['view'];
type Aggregate = 'mean' | 'max' | 'last';

const timed = (id: number, title: string, description: string, position: dashboard.GridPos): timeseries.PanelBuilder =>
  new timeseries.PanelBuilder()
    .id(id)
    .title(title)
    .description(description)
    .gridPos(position)
    .min(0)
    .lineWidth(2)
    .fillOpacity(8)
    .showPoints(common.VisibilityMode.Auto)
    .legend(legendBelow())
    .tooltip(
      new common.VizTooltipOptionsBuilder().mode(common.TooltipDisplayMode.Multi).sort(common.SortOrder.Descending),
    );

/** A chart of one of our own metrics: `metric.field`, one line a series. */
export const chart = (
  id: number,
  title: string,
  description: string,
  position: dashboard.GridPos,
  shown: {
    readonly signals: readonly string[];
    readonly unit: string;
    readonly aggregate: Aggregate;
    readonly name: string;
  },
): timeseries.PanelBuilder =>
  timed(id, title, description, position)
    .withTarget(query('A', { queryType: 'telemetry', signals: [...shown.signals], aggregate: shown.aggregate }))
    .unit(shown.unit)
    .displayName(shown.name);

/** How long senders wait for their acknowledgement: half of them, and all but one in a hundred. */
export const latency = (position: dashboard.GridPos): timeseries.PanelBuilder => {
  const of = (quantile: string) => ({
    queryType: 'telemetry' as const,
    signals: [`wellhead_ingestor_request_duration_seconds.${quantile}`],
    aggregate: 'max' as const,
  });
  const named = (quantile: string) => [
    property('displayName', `\${__field.labels.route} \${__field.labels.status} ${quantile}`),
  ];
  return timed(6, 'Acknowledgement latency', 'From the head of a request to its answer: median and 99 %.', position)
    .withTarget(query('A', of('p50')))
    .withTarget(query('B', of('p99')))
    .overrideByQuery('A', named('p50'))
    .overrideByQuery('B', named('p99'))
    .unit('s');
};

/** The books by hour: a stack of where rows are, which reaches the point of what was received as long as the books balance. */
export const balance = (position: dashboard.GridPos): timeseries.PanelBuilder =>
  timed(
    16,
    'Ledger balance by hour',
    'The stack is where rows are: delivered, pending or in quarantine. It reaches the point of rows received; an imbalance means lost or counted twice.',
    position,
  )
    .withTarget(query('A', { queryType: 'ops', view: 'ledger-balance', limit: 1_000 }))
    .unit('locale')
    .drawStyle(common.GraphDrawStyle.Bars)
    .fillOpacity(60)
    .stacking(new common.StackingConfigBuilder().mode(common.StackingMode.Normal).group('A'))
    .legend(legendBelow(['sum']))
    // Accepted is what is delivered and what is pending: it would be stacked twice.
    .overrideByName('accepted', [property('custom.hideFrom', { viz: true, legend: true, tooltip: false })])
    .overrideByName('delivered', [painted('green')])
    .overrideByName('pending', [painted('yellow')])
    .overrideByName('quarantined', [painted('orange')])
    .overrideByName('received', [
      painted('blue'),
      property('custom.stacking', { mode: 'none', group: 'B' }),
      property('custom.drawStyle', 'points'),
      property('custom.pointSize', 8),
      property('custom.showPoints', 'always'),
    ])
    .overrideByName('imbalance', [property('custom.stacking', { mode: 'none', group: 'C' }), painted('red')]);

const painted = (color: string) => property('color', { mode: 'fixed', fixedColor: color });

/** The newest value of a metric. */
export const figure = (
  id: number,
  title: string,
  description: string,
  position: dashboard.GridPos,
  shown: { readonly signal: string; readonly unit: string; readonly color: string; readonly name?: string },
): stat.PanelBuilder =>
  new stat.PanelBuilder()
    .id(id)
    .title(title)
    .description(description)
    .gridPos(position)
    .withTarget(query('A', { queryType: 'telemetry', signals: [shown.signal], aggregate: 'last' }))
    .unit(shown.unit)
    .decimals(shown.unit === 'bytes' ? 1 : 0)
    .colorScheme(fixedColor(shown.color))
    .colorMode(common.BigValueColorMode.Value)
    .graphMode(common.BigValueGraphMode.None)
    .justifyMode(common.BigValueJustifyMode.Auto)
    .textMode(shown.name === undefined ? common.BigValueTextMode.Value : common.BigValueTextMode.ValueAndName)
    .displayName(shown.name ?? '')
    .reduceOptions(reduced('lastNotNull'));

export const list = (
  id: number,
  title: string,
  description: string,
  position: dashboard.GridPos,
  view: OpsView,
): table.PanelBuilder =>
  new table.PanelBuilder()
    .id(id)
    .title(title)
    .description(description)
    .gridPos(position)
    .withTarget(query('A', { queryType: 'ops', view, limit: 100 }));

/** The books by hour and source; what does not balance is red. */
export const ledger = (position: dashboard.GridPos): table.PanelBuilder =>
  list(
    10,
    'Ledger by hour and source',
    'received = accepted + quarantined, accepted = delivered + pending. An imbalance other than 0 means lost or counted twice.',
    position,
    'ledger',
  ).overrideByName('imbalance', [
    property('custom.cellOptions', { type: 'color-text' }),
    property('thresholds', {
      mode: 'absolute',
      steps: [
        { color: 'green', value: null },
        { color: 'red', value: 1 },
      ],
    }),
  ]);
