import type { MART_AGGREGATES } from '@wellhead/contracts';
import { finished, fixedColor, property, reduced } from '../../dashboard-kit/parts.js';
import { query } from '../../dashboard-kit/query.js';
import { common, dashboard, stat, timeseries } from '../../dashboard-kit/sdk.js';
import { at, below, namedTable, together, wellsDashboard, withChain } from './frame.js';

const WELL_LINK = '/d/wellhead-oil-well?var-field=$field&var-well=${__field.labels.asset}';
const chosen = [{ column: 'well_id', op: 'in' as const, value: ['$well'] }];

/** One figure of the newest day over the chosen wells. */
const figure = (
  id: number,
  title: string,
  description: string,
  x: number,
  shown: {
    readonly column: string;
    readonly fn: (typeof MART_AGGREGATES)[number];
    readonly unit: string;
    readonly color: string;
  },
): stat.PanelBuilder =>
  new stat.PanelBuilder()
    .id(id)
    .title(title)
    .description(`${description} Simulated.`)
    .gridPos(at(x, 0, 6, 4))
    .withTarget(
      query('A', {
        queryType: 'mart',
        table: 'mart.well_productivity',
        timeColumn: 'day',
        columns: ['day'],
        filters: chosen,
        groupBy: ['day'],
        aggregates: [{ column: shown.column, fn: shown.fn, as: title }],
        as: 'series',
      }),
    )
    .unit(shown.unit)
    .decimals(shown.unit === 'percentunit' ? 1 : 0)
    .colorScheme(fixedColor(shown.color))
    .colorMode(common.BigValueColorMode.Value)
    .graphMode(common.BigValueGraphMode.Area)
    .justifyMode(common.BigValueJustifyMode.Auto)
    .textMode(common.BigValueTextMode.Value)
    .reduceOptions(reduced('lastNotNull'));

const SIGNALS = [
  'tms.intake_pressure',
  'tms.discharge_pressure',
  'tms.motor_temperature',
  'tms.vibration_x',
  'tms.current',
  'tms.insulation_resistance',
  'productivity.pump_efficiency',
  'productivity.model_deviation',
  'wellhead_dynacard.fault_probability',
];

const board = (): dashboard.PanelBuilder =>
  new dashboard.PanelBuilder()
    .type('wellhead-assetboard-panel')
    .id(5)
    .title('Wells by urgency')
    .description(
      'Every chosen well, the most urgent first: limit breached, breach predicted, silent, normal. A tile opens the page of its well. Simulated.',
    )
    .gridPos(at(0, 4, 24, 12))
    .withTarget(
      query('A', {
        queryType: 'telemetry',
        assets: ['$well'],
        signals: SIGNALS,
        aggregate: 'last',
        windowMs: 3_600_000,
      }),
    )
    .withTarget(query('B', { queryType: 'breach', assets: ['$well'], view: 'list' }))
    .overrideByRegexp('/.*/', [property('links', [{ title: 'Well', url: WELL_LINK }])]);

const byPad = (): timeseries.PanelBuilder =>
  new timeseries.PanelBuilder()
    .id(6)
    .title('Oil by pad')
    .description('Metered oil of the chosen wells by day, stacked by pad. Simulated.')
    .gridPos(at(0, 16, 12, 9))
    .withTarget(
      query('A', {
        queryType: 'mart',
        table: 'mart.well_productivity',
        timeColumn: 'day',
        columns: ['day', 'pad'],
        filters: chosen,
        groupBy: ['day', 'pad'],
        aggregates: [{ column: 'oil_m3_d', fn: 'sum', as: 'oil' }],
        limit: 10_000,
        as: 'series',
      }),
    )
    .unit('m3/d')
    .displayName('${__field.labels.pad}')
    .min(0)
    .drawStyle(common.GraphDrawStyle.Bars)
    .lineWidth(0)
    .fillOpacity(80)
    .stacking(new common.StackingConfigBuilder().mode(common.StackingMode.Normal).group('A'))
    .legend(below())
    .tooltip(together());

/** Where to look first. */
export const fieldOverview = (): dashboard.Dashboard =>
  finished(
    withChain(
      wellsDashboard('wellhead-oil-field', 'Field overview', 'All wells by urgency, and what the field gives.').time({
        from: 'now-14d',
        to: 'now',
      }),
      'many',
    )
      .withPanel(
        figure(1, 'Oil, newest day', 'Metered oil of the chosen wells.', 0, {
          column: 'oil_m3_d',
          fn: 'sum',
          unit: 'm3/d',
          color: 'green',
        }),
      )
      .withPanel(
        figure(2, 'Liquid, newest day', 'Metered liquid of the chosen wells.', 6, {
          column: 'liquid_m3_d',
          fn: 'sum',
          unit: 'm3/d',
          color: 'blue',
        }),
      )
      .withPanel(
        figure(3, 'Water cut, mean of wells', 'Share of water in the liquid.', 12, {
          column: 'water_cut',
          fn: 'mean',
          unit: 'percentunit',
          color: 'purple',
        }),
      )
      .withPanel(
        figure(4, 'Wells that gave', 'Wells with a metered rate on the newest day.', 18, {
          column: 'liquid_m3_d',
          fn: 'count',
          unit: 'none',
          color: 'orange',
        }),
      )
      .withPanel(board())
      .withPanel(byPad())
      .withPanel(
        namedTable(
          7,
          'Newest entries of the journal',
          'What crews wrote and what was repaired at the chosen wells.',
          at(12, 16, 12, 9),
          query('A', {
            queryType: 'mart',
            table: 'mart.well_history',
            timeColumn: 'at',
            columns: ['at', 'well_id', 'register', 'text'],
            filters: [...chosen, { column: 'register', op: 'in', value: ['journal', 'repair'] }],
            orderBy: [{ column: 'at', direction: 'desc' }],
            limit: 100,
          }),
          [
            ['at', 'When', { unit: 'time:YYYY-MM-DD HH:mm', 'custom.width': 140 }],
            ['well_id', 'Well', { 'custom.width': 80 }],
            ['register', 'Register', { 'custom.width': 80 }],
            ['text', 'What'],
          ],
        ),
      ),
  );
