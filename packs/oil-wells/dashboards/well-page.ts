import { DAY, MOMENT, recordTable, SENTENCE } from '../../dashboard-kit/columns.js';
import { at, finished } from '../../dashboard-kit/dashboard.js';
import { predictedMarks } from '../../dashboard-kit/marks.js';
import { records } from '../../dashboard-kit/query.js';
import { dashboard, type timeseries } from '../../dashboard-kit/sdk.js';
import { catalogueChoice } from '../../dashboard-kit/variables.js';
import { fanChart } from '../../dashboard-kit/wellhead-panels.js';
import {
  gaugeChoice,
  historyMarks,
  measuredChoice,
  SIMULATED,
  signalChart,
  SIMULATED_NOTE,
  wellsDashboard,
  withChain,
} from './frame.js';

const signalChoice = (): dashboard.QueryVariableBuilder =>
  catalogueChoice('signal', 'Signal', 'A signal of the well, for the first panel.', {
    kind: 'signals',
    asset: '$well',
  }).current({ selected: true, text: 'Motor temperature of Well 301', value: 'tms.motor_temperature' });

const DOCUMENT = { minWidth: 150, links: [{ title: 'Document', url: '${__data.fields.doc_link}' }] } as const;
const ofWell = { column: 'well_id', op: '=' as const, value: '$well' };

const row = (id: number, title: string, y: number): dashboard.RowBuilder =>
  new dashboard.RowBuilder(title).id(id).gridPos(at(0, y, 24, 1));

/** One panel for each quantity that the lift of the well has: a rod pump has no gauges downhole, a submersible one no dynacards. */
const atThePump = (): timeseries.PanelBuilder =>
  signalChart(
    2,
    '$measured',
    'At the pump, as far as a pump of this kind is measured: by gauges downhole, else by the daily archive, or by dynacards.',
    at(0, 10, 24, 8),
    [
      ...['', 'intake_', 'discharge_', 'motor_'].map((place) => `\${gauge}.${place}\${measured}`),
      ...['_x', '_y'].map((direction) => `\${gauge}.\${measured}${direction}`),
    ],
  )
    .repeat('measured')
    .repeatDirection('h')
    .maxPerRow(4);

/** Everything of one well, now and before. */
export const wellPage = (): dashboard.Dashboard =>
  finished(
    withChain(
      wellsDashboard(
        'wellhead-oil-well',
        'Well',
        'One well: telemetry and rates now and before, what is expected, what happened, documents, repairs, tests and journal.',
      ).time({ from: 'now-4d', to: 'now+1d' }),
      'one',
    )
      .withVariable(signalChoice())
      .withVariable(gaugeChoice())
      .withVariable(measuredChoice('well'))
      .annotation(historyMarks(['journal'], 'Journal', 'blue'))
      .annotation(historyMarks(['repair', 'pump'], 'Repairs', 'orange'))
      .annotation(predictedMarks({ assets: ['$well'] }))
      .withPanel(
        fanChart(
          1,
          '${well:text}: ${signal:text}',
          'The chosen signal, its forecast with 50, 80 and 95 % intervals, its limits and the time by which one is likely to be crossed. Readings that were not as expected are ringed.',
          at(0, 0, 24, 10),
          { assets: ['$well'], signals: ['$signal'], vintages: 24 },
        ),
      )
      .withPanel(atThePump())
      .withPanel(
        signalChart(
          6,
          'Metered liquid and oil',
          'Of the metering unit, once a day.',
          at(0, 18, 8, 7),
          ['agzu.liquid', 'agzu.oil'],
          'm³/d',
        ).timeFrom('60d'),
      )
      .withPanel(
        signalChart(
          14,
          'Metered gas',
          'Of the metering unit, once a day, at standard conditions.',
          at(8, 18, 8, 7),
          ['agzu.gas'],
          'm³/d',
        ).timeFrom('60d'),
      )
      .withPanel(
        signalChart(
          15,
          'Water cut',
          'Share of water in the liquid, once a day.',
          at(16, 18, 8, 7),
          ['agzu.water_cut'],
          'percentunit',
        ).timeFrom('60d'),
      )
      .withRow(row(20, 'Journal, repairs, tests, documents', 25))
      .withPanel(
        recordTable(
          8,
          'Journal',
          'Entries of the journal, the newest first.',
          at(0, 26, 12, 8),
          records('well_events', {
            columns: ['at', 'kind', 'text', 'author'],
            filters: [ofWell],
            orderBy: [{ column: 'at', direction: 'desc' }],
            limit: 100,
          }),
          [
            ['at', 'When', { ...MOMENT, width: 135 }],
            ['kind', 'Kind', { width: 100 }],
            ['text', 'What', SENTENCE],
            ['author', 'Who', { width: 100 }],
          ],
        ),
      )
      .withPanel(
        recordTable(
          9,
          'Repairs',
          'Current and capital repairs, the newest first.',
          at(12, 26, 12, 8),
          records('maintenance_records', {
            columns: ['started_at', 'finished_at', 'kind', 'reason', 'equipment'],
            filters: [ofWell],
            orderBy: [{ column: 'started_at', direction: 'desc' }],
            limit: 100,
          }),
          [
            ['started_at', 'From', DAY],
            ['finished_at', 'Until', DAY],
            ['kind', 'Kind', { minWidth: 80 }],
            ['reason', 'Reason', { minWidth: 95 }],
            ['equipment', 'Equipment', { minWidth: 90 }],
          ],
        ).noValue('No repair of this well is entered'),
      )
      .withPanel(
        recordTable(
          10,
          'Well tests',
          'Pressure build-up and levels, the newest first.',
          at(0, 34, 12, 8),
          records('well_tests', {
            columns: ['date', 'kind', 'reservoir_pressure_bar', 'productivity_index_m3_d_bar', 'skin', 'level_m'],
            filters: [ofWell],
            orderBy: [{ column: 'date', direction: 'desc' }],
            limit: 100,
          }),
          [
            ['date', 'Day', DAY],
            ['kind', 'Kind', { width: 140 }],
            ['reservoir_pressure_bar', 'Reservoir, bar', { width: 115 }],
            ['productivity_index_m3_d_bar', 'Index'],
            ['skin', 'Skin'],
            ['level_m', 'Level, m'],
          ],
        ),
      )
      .withPanel(
        recordTable(
          11,
          'Documents',
          'Technical and production documents; its title opens one that is kept.',
          at(12, 34, 12, 8),
          records('well_docs', {
            columns: ['date', 'kind', 'title', 'file', 'doc_link'],
            filters: [ofWell],
            orderBy: [{ column: 'date', direction: 'desc' }],
            limit: 100,
          }),
          [
            ['date', 'Day', DAY],
            ['kind', 'Kind', { width: 85 }],
            ['title', 'Title', DOCUMENT],
            ['file', 'File', { width: 150 }],
          ],
          ['doc_link'],
        ),
      ),
    SIMULATED,
    SIMULATED_NOTE,
  );
