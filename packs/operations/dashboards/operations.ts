import { at, finished, fixedColor, legendBelow, property, reduced } from '../../dashboard-kit/parts.js';
import { query } from '../../dashboard-kit/query.js';
import { common, dashboard, stat, table, timeseries } from '../../dashboard-kit/sdk.js';

type Aggregate = 'mean' | 'max' | 'last';

/** A chart of one of our own metrics: `metric.field`, one line a series. */
const chart = (
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
  new timeseries.PanelBuilder()
    .id(id)
    .title(title)
    .description(description)
    .gridPos(position)
    .withTarget(query('A', { queryType: 'telemetry', signals: [...shown.signals], aggregate: shown.aggregate }))
    .unit(shown.unit)
    .min(0)
    .displayName(shown.name)
    .lineWidth(2)
    .fillOpacity(8)
    .showPoints(common.VisibilityMode.Auto)
    .legend(legendBelow())
    .tooltip(
      new common.VizTooltipOptionsBuilder().mode(common.TooltipDisplayMode.Multi).sort(common.SortOrder.Descending),
    );

/** The newest value of a metric. */
const figure = (
  id: number,
  title: string,
  description: string,
  position: dashboard.GridPos,
  shown: { readonly signal: string; readonly unit: string; readonly color: string; readonly calculation?: string },
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
    .textMode(common.BigValueTextMode.Value)
    .reduceOptions(reduced(shown.calculation ?? 'lastNotNull'));

const list = (
  id: number,
  title: string,
  description: string,
  position: dashboard.GridPos,
  view: 'sources' | 'quarantine' | 'ledger' | 'events',
): table.PanelBuilder =>
  new table.PanelBuilder()
    .id(id)
    .title(title)
    .description(description)
    .gridPos(position)
    .withTarget(query('A', { queryType: 'ops', view, limit: 100 }));

const ledger = (): table.PanelBuilder =>
  list(
    10,
    'Ledger by hour and source',
    'received = accepted + quarantined, accepted = delivered + pending. An imbalance other than 0 means lost or counted twice.',
    at(0, 22, 24, 8),
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

/** Wellhead itself: what comes in, how fast it is kept, what waits, what was refused. Every ten seconds it writes its own metrics as telemetry. */
export const operations = (): dashboard.Dashboard =>
  finished(
    new dashboard.DashboardBuilder('Operations')
      .uid('wellhead-operations')
      .description('How Wellhead itself is doing: intake, delivery, quarantine, ledger, sources, Kafka.')
      .tags(['wellhead', 'operations'])
      .refresh('10s')
      .time({ from: 'now-1h', to: 'now' })
      .tooltip(dashboard.DashboardCursorSync.Crosshair)
      .withPanel(
        figure(1, 'Waiting records', 'Records of the spool that some store lacks.', at(0, 0, 6, 4), {
          signal: 'wellhead_ingestor_pending_records.value',
          unit: 'locale',
          color: 'blue',
        }),
      )
      .withPanel(
        figure(2, 'Spool', 'Bytes in the spool; sealed segments stay until they are archived.', at(6, 0, 6, 4), {
          signal: 'wellhead_ingestor_spool_bytes.value',
          unit: 'bytes',
          color: 'blue',
        }),
      )
      .withPanel(
        figure(3, 'Ledger imbalance', 'Rows that the books cannot place; 0 is right.', at(12, 0, 6, 4), {
          signal: 'wellhead_ingestor_ledger_imbalance_rows.value',
          unit: 'locale',
          color: 'green',
        }),
      )
      .withPanel(
        figure(4, 'Memory', 'Resident memory of the ingestor; of the whole process where it is one.', at(18, 0, 6, 4), {
          signal: 'process_resident_memory_bytes.value',
          unit: 'bytes',
          color: 'purple',
        }),
      )
      .withPanel(
        chart(5, 'Ingest rate', 'Lines, points and rows a second, by what became of them.', at(0, 4, 12, 9), {
          signals: ['wellhead_ingestor_input_total.rate'],
          unit: 'cps',
          aggregate: 'mean',
          name: '${__field.labels.kind} ${__field.labels.outcome}',
        }),
      )
      .withPanel(
        chart(
          6,
          'Acknowledgement latency',
          'From the head of a request to its answer: median and 99 %.',
          at(12, 4, 12, 9),
          {
            signals: [
              'wellhead_ingestor_request_duration_seconds.p50',
              'wellhead_ingestor_request_duration_seconds.p99',
            ],
            unit: 's',
            aggregate: 'max',
            name: '${__field.labels.route} ${__field.labels.status} ${__field.labels.signal}',
          },
        ),
      )
      .withPanel(
        chart(7, 'Spool depth', 'Records that some store lacks.', at(0, 13, 8, 9), {
          signals: ['wellhead_ingestor_pending_records.value'],
          unit: 'locale',
          aggregate: 'max',
          name: '${__field.labels.ingestor}',
        }),
      )
      .withPanel(
        chart(
          8,
          'Lag of sources',
          'Events that wait in topics and partitions of Kafka and other streams.',
          at(8, 13, 8, 9),
          {
            signals: ['wellhead_source_lag_events.value'],
            unit: 'locale',
            aggregate: 'max',
            name: '${__field.labels.source} ${__field.labels.stream} ${__field.labels.partition}',
          },
        ),
      )
      .withPanel(
        list(9, 'Packs and their freshness', 'Newest reading and forecast of each pack.', at(16, 13, 8, 9), 'sources'),
      )
      .withPanel(ledger())
      .withPanel(
        list(
          11,
          'Quarantine',
          'Refused input that is open, newest first, with the reason.',
          at(0, 30, 24, 8),
          'quarantine',
        ),
      )
      .withPanel(
        list(
          12,
          'Last events of Kafka',
          'Key, headers and payload of the last events, by topic.',
          at(0, 38, 24, 8),
          'events',
        ),
      ),
  );
