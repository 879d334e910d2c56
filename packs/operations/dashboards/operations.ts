import { COUNT, MOMENT, STREAMS, YES_OR_DASH } from '../../dashboard-kit/columns.js';
import { at, finished } from '../../dashboard-kit/dashboard.js';
import type { dashboard } from '../../dashboard-kit/sdk.js';
import { operationsDashboard } from './frame.js';
import { balance, latency, ledger, list, metrics, newest, QUARANTINED, REASONS } from './operation-panels.js';

/** Wellhead itself: what comes in, how fast it is kept, what waits, what was refused. Every ten seconds it writes its own metrics as telemetry. */
export const operations = (): dashboard.Dashboard =>
  finished(
    operationsDashboard(
      'wellhead-operations',
      'Operations',
      'How Wellhead itself is doing: intake, delivery, quarantine, ledger, sources, Kafka.',
    )
      .refresh('10s')
      .time({ from: 'now-3h', to: 'now' })
      .withPanel(
        newest(1, 'Waiting records', 'Records of the spool that some store lacks.', at(0, 0, 6, 4), {
          signal: 'wellhead_ingestor_pending_records.value',
          unit: 'locale',
          color: 'blue',
        }),
      )
      .withPanel(
        newest(2, 'Spool', 'Bytes in the spool; sealed segments stay until they are archived.', at(6, 0, 6, 4), {
          signal: 'wellhead_ingestor_spool_bytes.value',
          unit: 'bytes',
          color: 'blue',
        }),
      )
      .withPanel(
        newest(3, 'Ledger imbalance', 'Rows that the books cannot place; 0 is right.', at(12, 0, 6, 4), {
          signal: 'wellhead_ingestor_ledger_imbalance_rows.value',
          unit: 'locale',
          color: 'green',
          name: '${__field.labels.account}',
        }),
      )
      .withPanel(
        newest(4, 'Memory', 'Resident memory of the ingestor; of the whole process where it is one.', at(18, 0, 6, 4), {
          signal: 'process_resident_memory_bytes.value',
          unit: 'bytes',
          color: 'purple',
        }),
      )
      .withPanel(
        metrics(5, 'Ingest rate', 'Lines, points and rows a second, by what became of them.', at(0, 4, 12, 9), {
          signals: ['wellhead_ingestor_input_total.rate'],
          unit: 'cps',
          aggregate: 'mean',
          name: '${__field.labels.kind} ${__field.labels.outcome}',
        }),
      )
      .withPanel(latency(at(12, 4, 12, 9)))
      .withPanel(
        metrics(
          7,
          'Spool depth',
          'Bytes in the spool; sealed segments stay until they are archived.',
          at(0, 13, 8, 9),
          {
            signals: ['wellhead_ingestor_spool_bytes.value'],
            unit: 'bytes',
            aggregate: 'max',
            name: '${__field.labels.ingestor}',
          },
        ),
      )
      .withPanel(
        metrics(
          13,
          'Lag of stores',
          'How long the oldest record that a store lacks has been durable.',
          at(8, 13, 8, 9),
          {
            signals: ['wellhead_ingestor_sink_lag_seconds.value'],
            unit: 's',
            aggregate: 'max',
            name: '${__field.labels.sink}',
          },
        ),
      )
      .withPanel(
        metrics(
          14,
          'Readings that stores lack',
          'Durable and not delivered; of Postgres rows of records.',
          at(16, 13, 8, 9),
          {
            signals: ['wellhead_ingestor_sink_lag_readings.value'],
            unit: 'locale',
            aggregate: 'max',
            name: '${__field.labels.sink}',
          },
        ),
      )
      .withPanel(
        metrics(
          15,
          'Lag of sources',
          'How old what we lack of a source can be at most; of a source on a schedule the time since it was asked with success.',
          at(0, 22, 12, 9),
          {
            signals: ['wellhead_source_lag_seconds.value'],
            unit: 's',
            aggregate: 'max',
            name: '${__field.labels.source} (${__field.labels.kind})',
          },
        ),
      )
      .withPanel(
        metrics(
          8,
          'Events that wait in sources',
          'In partitions of Kafka, folders and other streams that tell.',
          at(12, 22, 12, 9),
          {
            signals: ['wellhead_source_lag_events.value'],
            unit: 'locale',
            aggregate: 'max',
            name: '${__field.labels.source} ${__field.labels.stream} ${__field.labels.partition}',
          },
        ),
      )
      .withPanel(
        list(9, 'Packs and their freshness', 'Newest reading and forecast of each pack.', at(0, 31, 24, 6), 'sources', [
          ['pack', 'Pack'],
          ['title', 'Title'],
          ['data', 'Data'],
          ['signals', 'Signals', COUNT],
          ['stale signals', 'Stale', COUNT],
          ['last reading', 'Last reading', MOMENT],
          ['last forecast', 'Last forecast', MOMENT],
          ['forecast stale', 'Forecast stale', YES_OR_DASH],
        ]),
      )
      .withPanel(balance(at(0, 37, 12, 9)))
      .withPanel(
        metrics(
          17,
          'Quarantined by reason',
          'Lines, points and rows a second, by reason and sender.',
          at(12, 37, 12, 9),
          {
            signals: ['wellhead_ingestor_quarantined_rows_total.rate'],
            unit: 'cps',
            aggregate: 'mean',
            name: '${__field.labels.reason} (${__field.labels.source})',
          },
        ).noValue('Nothing was refused'),
      )
      .withPanel(ledger(at(0, 46, 24, 8)))
      .withPanel(
        list(
          18,
          'Open in quarantine, by reason',
          'How many rows wait for a person, who sent them, who refused them and why.',
          at(0, 54, 24, 7),
          'quarantine-reasons',
          REASONS,
        ).noValue('Nothing waits'),
      )
      .withPanel(
        list(
          11,
          'Quarantine',
          'Refused input that is open, newest first, with the reason.',
          at(0, 61, 24, 8),
          'quarantine',
          QUARANTINED,
        ).noValue('Nothing was refused'),
      )
      .withPanel(
        list(
          19,
          'Topics and partitions',
          'Offset that is stored, events that wait and how old they can be, as the ingestor last told.',
          at(0, 69, 24, 7),
          'streams',
          STREAMS,
        ).noValue('No source tells of streams'),
      )
      .withPanel(
        list(
          12,
          'Last events of Kafka',
          'Key, headers and payload of the last events, by topic.',
          at(0, 76, 24, 9),
          'events',
          [['time', 'Time', MOMENT]],
        ).noValue('No topics of Kafka are taken from'),
      ),
  );
