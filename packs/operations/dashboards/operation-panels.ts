import type { QueryInput } from '@wellhead/contracts';
import { type Column, COUNT, MOMENT, recordTable, redFrom, SENTENCE } from '../../dashboard-kit/columns.js';
import { figure } from '../../dashboard-kit/figure.js';
import { bars, lines } from '../../dashboard-kit/lines.js';
import { GROUPED, property } from '../../dashboard-kit/looks.js';
import { telemetry } from '../../dashboard-kit/query.js';
import type { dashboard, stat, table, timeseries } from '../../dashboard-kit/sdk.js';

export type OpsView = Extract<QueryInput, { queryType: 'ops' }>['view'];

/** A chart of some of our own metrics: `metric.field`, one line a series. */
export const metrics = (
  id: number,
  title: string,
  description: string,
  position: dashboard.GridPos,
  shown: {
    readonly signals: readonly string[];
    readonly unit: string;
    readonly aggregate: 'mean' | 'max';
    readonly name: string;
  },
): timeseries.PanelBuilder =>
  lines(id, title, description, position, telemetry(shown.aggregate, { signals: [...shown.signals] }), {
    unit: shown.unit,
    name: shown.name,
  }).min(0);

/** The newest value of one of our own metrics. */
export const newest = (
  id: number,
  title: string,
  description: string,
  position: dashboard.GridPos,
  shown: { readonly signal: string; readonly unit: string; readonly color: string; readonly name?: string },
): stat.PanelBuilder =>
  figure(id, title, description, position, telemetry('last', { signals: [shown.signal] }), {
    ...shown,
    decimals: shown.unit === 'bytes' ? 1 : 0,
  });

/** How long senders wait for their acknowledgement: half of them, and all but one in a hundred. */
export const latency = (position: dashboard.GridPos): timeseries.PanelBuilder => {
  const of = (quantile: string) =>
    telemetry('max', { signals: [`wellhead_ingestor_request_duration_seconds.${quantile}`] });
  const named = (quantile: string) => [
    property('displayName', `\${__field.labels.route} \${__field.labels.status} ${quantile}`),
  ];
  return lines(
    6,
    'Acknowledgement latency',
    'From the head of a request to its answer: median and 99 %.',
    position,
    [of('p50'), of('p99')],
    { unit: 's' },
  )
    .min(0)
    .overrideByQuery('A', named('p50'))
    .overrideByQuery('B', named('p99'));
};

/** The books by hour: a stack of where rows are, which reaches the point of what was received as long as the books balance. */
export const balance = (position: dashboard.GridPos): timeseries.PanelBuilder =>
  bars(
    16,
    'Ledger balance by hour',
    'The stack is where rows are: delivered, pending or in quarantine. It reaches the point of rows received; an imbalance means lost or counted twice.',
    position,
    { queryType: 'ops', view: 'ledger-balance', limit: 1_000 },
    { unit: GROUPED },
  )
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

const RECEIVED: readonly Column[] = [
  ['source', 'Source', { width: 170 }],
  ['refused by', 'Refused by', { width: 120 }],
];
/** Of the view `quarantine-reasons`. */
export const REASONS: readonly Column[] = [
  ...RECEIVED,
  ['reason', 'Reason', SENTENCE],
  ['rows', 'Rows', { ...COUNT, width: 90 }],
  ['oldest', 'Oldest', MOMENT],
  ['newest', 'Newest', MOMENT],
];
/** Of the view `quarantine`. */
export const QUARANTINED: readonly Column[] = [
  ['received', 'Received', MOMENT],
  ...RECEIVED,
  ['reason', 'Reason', SENTENCE],
  ['raw', 'As it came'],
  ['place', 'Place', { width: 150 }],
  ['id', 'Id', { width: 80 }],
];

/** Rows of a view of our own state. */
export const list = (
  id: number,
  title: string,
  description: string,
  position: dashboard.GridPos,
  view: OpsView,
  columns: readonly Column[] = [],
): table.PanelBuilder => recordTable(id, title, description, position, { queryType: 'ops', view, limit: 100 }, columns);

/** The books by hour and source; what does not balance is red. */
export const ledger = (position: dashboard.GridPos): table.PanelBuilder =>
  list(
    10,
    'Ledger by hour and source',
    'received = accepted + quarantined, accepted = delivered + pending. An imbalance other than 0 means lost or counted twice.',
    position,
    'ledger',
    [
      ['hour', 'Hour', MOMENT],
      ['source', 'Source', { width: 190 }],
      ['ingestor', 'Ingestor', { width: 110 }],
      ['received', 'Received', COUNT],
      ['accepted', 'Accepted', COUNT],
      ['quarantined', 'Quarantined', COUNT],
      ['delivered', 'Delivered', COUNT],
      ['pending', 'Pending', COUNT],
      ['refused by store', 'Refused by store', { ...COUNT, width: 135 }],
      ['imbalance', 'Imbalance', redFrom(1)],
    ],
  );
