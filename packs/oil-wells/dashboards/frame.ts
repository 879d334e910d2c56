import { dashboardOf } from '../../dashboard-kit/dashboard.js';
import { curves } from '../../dashboard-kit/lines.js';
import { linked, type Link } from '../../dashboard-kit/links.js';
import { marks } from '../../dashboard-kit/marks.js';
import { mart, telemetry } from '../../dashboard-kit/query.js';
import { dashboard, type timeseries } from '../../dashboard-kit/sdk.js';
import { catalogueChoice, columnChoice } from '../../dashboard-kit/variables.js';

/** Said by every panel: they are shared one by one. */
export const SIMULATED = 'Simulated.';

const begun = dashboardOf({
  tag: 'oil-wells',
  timezone: 'browser',
  remark: 'Simulated: no well is behind these figures.',
});
export const wellsDashboard = (uid: string, title: string, description: string): dashboard.DashboardBuilder =>
  begun(uid, title, description).refresh('1m');

/** In one line what the data is. */
export const SIMULATED_NOTE =
  '**Simulated.** No well is behind these figures; faults come at times that the README of the pack tells.';

/** Rows of the chosen wells. */
export const OF_WELLS = { column: 'well_id', op: 'in' as const, value: ['$well'] };

/** The page of a well. All pads are let in: the well may be of any of them. */
export const pageOfWell = (well: string): Link => ({
  title: 'Well',
  url: `/d/wellhead-oil-well?var-field=$field&var-pad=$__all&var-well=${well}`,
});
/** Opens the page of the well that a cell names. */
export const WELL = { width: 95, links: [pageOfWell('${__value.text}')] };

/** A well and its pad, by name and id. */
interface FirstShown {
  readonly pad: readonly [text: string, value: string];
  readonly well: readonly [text: string, value: string];
}
const SUBMERSIBLE: FirstShown = { pad: ['Pad 3', 'steppe-pad-3'], well: ['Well 301', 'esp-301'] };

/** Field → pad → well, each offering what lies below the one before: one well, or all that are not left out. */
export const withChain = (
  builder: dashboard.DashboardBuilder,
  wells: 'one' | 'many',
  first: FirstShown = SUBMERSIBLE,
): dashboard.DashboardBuilder => {
  const many = wells === 'many';
  const listed = (variable: dashboard.QueryVariableBuilder, text: string, value: string) =>
    many
      ? variable
          .multi(true)
          .includeAll(true)
          .current({ selected: true, text: ['All'], value: ['$__all'] })
      : variable.current({ selected: true, text, value });
  const pads = catalogueChoice('pad', 'Pad', 'Pads of the field.', {
    kind: 'assets',
    assetKind: 'pad',
    asset: '$field',
  });
  return builder
    .withVariable(
      catalogueChoice('field', 'Field', 'A field of wells.', { kind: 'assets', assetKind: 'field' }).current({
        selected: true,
        text: 'Steppe field',
        value: 'steppe',
      }),
    )
    .withVariable(listed(pads, ...first.pad).includeAll(true))
    .withVariable(
      listed(
        catalogueChoice('well', 'Well', 'Wells of the pad.', { kind: 'assets', assetKind: 'well', asset: '$pad' }),
        ...first.well,
      ),
    );
};

const measured = (name: string, label: string, description: string, column: string, page: 'well' | 'productivity') =>
  columnChoice(name, label, description, {
    table: 'mart.well_measured',
    column,
    ...(column === 'quantity' && { textColumn: 'title' }),
    filters: [
      { column: 'well_id', op: '=', value: '$well' },
      { column: 'page', op: '=', value: page },
    ],
    descending: true,
  }).hide(dashboard.VariableHide.HideVariable);

/** The measurement that tells of the pump of the chosen well. Not shown: there is nothing to choose. */
export const gaugeChoice = (): dashboard.QueryVariableBuilder =>
  measured('gauge', 'Gauge', 'What measures at the pump.', 'gauge', 'well');

/** What the chosen well has of a page, by its lift: panels that repeat over it are there for no other quantity. */
export const measuredChoice = (page: 'well' | 'productivity'): dashboard.QueryVariableBuilder =>
  measured('measured', 'Measured', 'What is measured at the well.', 'quantity', page)
    .multi(true)
    .includeAll(true)
    .current({ selected: true, text: ['All'], value: ['$__all'] });

/** Marks what happened at the chosen wells. */
export const historyMarks = (registers: readonly string[], name: string, color: string): ReturnType<typeof marks> =>
  marks(
    name,
    mart('mart.well_history', {
      columns: ['at', 'text'],
      timeColumn: 'at',
      filters: [OF_WELLS, { column: 'register', op: 'in', value: [...registers] }],
      orderBy: [{ column: 'at' }],
    }),
    { color },
  );

/** Signals of the chosen wells over time, by their names. */
export const signalChart = (
  id: number,
  title: string,
  description: string,
  position: dashboard.GridPos,
  signals: readonly string[],
  unit?: string,
): timeseries.PanelBuilder =>
  linked(
    curves(id, title, description, position, telemetry('mean', { assets: ['$well'], signals: [...signals] }), {
      ...(unit !== undefined && { unit }),
      name: '${__field.labels.signal}',
    }),
  );
