import { recordTable, STREAMS } from '../../dashboard-kit/columns.js';
import { at, finished } from '../../dashboard-kit/dashboard.js';
import { figure } from '../../dashboard-kit/figure.js';
import { lines } from '../../dashboard-kit/lines.js';
import { GROUPED, thresholds } from '../../dashboard-kit/looks.js';
import { telemetry } from '../../dashboard-kit/query.js';
import { dashboard } from '../../dashboard-kit/sdk.js';
import { choice } from '../../dashboard-kit/variables.js';
import { deliveryDashboard, missedTargets, simulated, SIMULATED } from './frame.js';

const UP_OR_DOWN: dashboard.ValueMapping[] = [
  {
    type: dashboard.MappingType.ValueToText,
    options: { '1': { text: 'up', color: 'green' }, '0': { text: 'down', color: 'red' } },
  },
];

const SERVICES = ['delivery-performers', 'delivery-configuration'];
const serviceChoice = (): dashboard.CustomVariableBuilder =>
  choice(
    'service',
    'Service',
    'Service of the watched system.',
    SERVICES.map((name) => ({ text: name.replace('delivery-', ''), value: name })),
  );

const ofService = (signal: string, aggregate: 'max' | 'mean' | 'last') =>
  telemetry(aggregate, { assets: ['$service'], signals: [signal] });
const own = (signal: string, aggregate: 'max' | 'mean') => telemetry(aggregate, { signals: [signal] });

/** How the watched services and we ourselves are doing: latency, lag, errors. */
export const technical = (): dashboard.Dashboard =>
  finished(
    deliveryDashboard(
      'wellhead-delivery-technical',
      'Delivery: technical',
      'Latency and errors of the watched services, lag of Kafka and of the source database, what was refused.',
    )
      .refresh('30s')
      .time({ from: 'now-1h', to: 'now' })
      .withVariable(serviceChoice())
      .annotation(missedTargets())
      .withPanel(
        figure(
          1,
          'Service answers',
          'Whether the last scrape of its metrics had an answer.',
          at(0, 0, 5, 4),
          ofService('up.value', 'last'),
          { color: 'green' },
        ).mappings(UP_OR_DOWN),
      )
      .withPanel(
        figure(
          2,
          'Requests a second',
          'Mean of the last five minutes, as the service tells.',
          at(5, 0, 5, 4),
          ofService('delivery_http_requests_per_second.value', 'last'),
          { unit: 'reqps', decimals: 2 },
        ),
      )
      .withPanel(
        figure(
          3,
          'Failed requests',
          'Share of the last five minutes, as the service tells.',
          at(10, 0, 5, 4),
          ofService('delivery_http_error_ratio.value', 'last'),
          { unit: 'percentunit', decimals: 1 },
        )
          .colorScheme(new dashboard.FieldColorBuilder().mode(dashboard.FieldColorModeId.Thresholds))
          .thresholds(thresholds(['green', null], ['red', 0.01])),
      )
      .withPanel(
        figure(
          4,
          'Events that wait',
          'In topics of Kafka and tables of the source database, as the ingestor last told.',
          at(15, 0, 5, 4),
          telemetry('last', { assets: ['ingestor'], signals: ['wellhead_source_lag_events.value'] }),
          { unit: GROUPED, decimals: 0, color: 'purple', name: '${__field.labels.stream}', none: 'no source tells' },
        ),
      )
      .withPanel(simulated(5, at(20, 0, 4, 4)))
      .withPanel(
        lines(
          6,
          'Latency of the API: ${service:text}',
          'Seconds from the head of a request to its answer, by route and quantile, of the last five minutes.',
          at(0, 4, 12, 8),
          ofService('delivery_http_request_duration_seconds.value', 'max'),
          { unit: 's', name: '${__field.labels.route} p${__field.labels.quantile}' },
        ).min(0),
      )
      .withPanel(
        lines(
          7,
          'Failed requests: ${service:text}',
          'Share of the requests of the last five minutes that failed.',
          at(12, 4, 12, 8),
          ofService('delivery_http_error_ratio.value', 'mean'),
          { unit: 'percentunit', name: '${__field.labels.asset}' },
        )
          .min(0)
          .axisSoftMax(0.1),
      )
      .withPanel(
        lines(
          8,
          'Events that wait in sources',
          'By topic and partition of Kafka and by table of the source database. Without a broker there are no topics.',
          at(0, 12, 12, 8),
          own('wellhead_source_lag_events.value', 'max'),
          { unit: GROUPED, name: '${__field.labels.stream} ${__field.labels.partition}' },
        ).min(0),
      )
      .withPanel(
        lines(
          9,
          'Lag of sources',
          'How old what we lack of a source can be; of a source on a schedule the time since it was asked with success.',
          at(12, 12, 12, 8),
          own('wellhead_source_lag_seconds.value', 'max'),
          { unit: 's', name: '${__field.labels.source}' },
        ).min(0),
      )
      .withPanel(
        lines(
          10,
          'Latency of our acknowledgement',
          'From the head of a request to its answer, 99 %, by route.',
          at(0, 20, 12, 8),
          own('wellhead_ingestor_request_duration_seconds.p99', 'max'),
          { unit: 's', name: '${__field.labels.route} ${__field.labels.status}' },
        ).min(0),
      )
      .withPanel(
        lines(
          11,
          'Taken in and refused',
          'Lines, points and rows a second, by what became of them.',
          at(12, 20, 12, 8),
          own('wellhead_ingestor_input_total.rate', 'mean'),
          { unit: 'cps', name: '${__field.labels.kind} ${__field.labels.outcome}' },
        ).min(0),
      )
      .withPanel(
        recordTable(
          12,
          'Sources and their streams',
          'Position that is stored, events that wait and how old they can be, as the ingestor last told.',
          at(0, 28, 24, 8),
          { queryType: 'ops', view: 'streams', limit: 100 },
          STREAMS,
        ),
      ),
    SIMULATED,
  );
