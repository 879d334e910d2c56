import { dashboardOf } from '../../dashboard-kit/dashboard.js';
import { CALIBRATED, PROBABILITY, RECENT, recordTable, redWord } from '../../dashboard-kit/columns.js';
import type { Link } from '../../dashboard-kit/links.js';
import { marks } from '../../dashboard-kit/marks.js';
import { note } from '../../dashboard-kit/note.js';
import { mart } from '../../dashboard-kit/query.js';
import type { dashboard, table, text } from '../../dashboard-kit/sdk.js';
import { catalogueChoice } from '../../dashboard-kit/variables.js';

/** Said by every panel: they are shared one by one. */
export const SIMULATED = 'Simulated.';

const begun = dashboardOf({
  tag: 'fuel-quality',
  timezone: 'browser',
  remark: 'Simulated: no refinery is behind these figures.',
});
export const fuelDashboard = (uid: string, title: string, description: string): dashboard.DashboardBuilder =>
  begun(uid, title, description).refresh('1m').time({ from: 'now-7d', to: 'now' });

const SOURCE = 'Simulated refinery; limits of real standards.';

export const simulated = (id: number, position: dashboard.GridPos): text.PanelBuilder =>
  note(id, 'Simulated', 'What this data is. How it is made stands in the README of the pack.', position, SOURCE);

/** In one line what the data is. */
export const SIMULATED_NOTE = SOURCE;

export const productChoice = (): dashboard.QueryVariableBuilder =>
  catalogueChoice('product', 'Product', 'Product of the tanks.', { kind: 'assets', assetKind: 'product' }).includeAll(
    true,
  );

export const tankChoice = (): dashboard.QueryVariableBuilder =>
  catalogueChoice('tank', 'Tank', 'A tank of the product.', { kind: 'assets', assetKind: 'tank', asset: '$product' });

/** Several tanks of the product, all unless some are chosen. */
export const tanksChoice = (): dashboard.QueryVariableBuilder =>
  tankChoice()
    .multi(true)
    .includeAll(true)
    .current({ selected: true, text: ['All'], value: ['$__all'] });

export const propertyChoice = (): dashboard.QueryVariableBuilder =>
  catalogueChoice('property', 'Property', 'What is measured in the tank.', { kind: 'signals', asset: '$tank' });

/** Results of the laboratory that were off specification. */
export const offSpecMarks = (): ReturnType<typeof marks> =>
  marks(
    'Off specification in the laboratory',
    mart('mart.fuel_certificate', {
      columns: ['sampled_at', 'title', 'asset', 'verdict'],
      timeColumn: 'sampled_at',
      filters: [{ column: 'verdict', op: '=', value: 'off specification' }],
      orderBy: [{ column: 'sampled_at' }],
    }),
    { color: 'red' },
  );

/** The page of one property of a tank; without a property, of the first. */
export const pageOfTank = (tank: string, property?: string): Link => ({
  title: 'Product page',
  url: `/d/wellhead-fuel-product?var-tank=${tank}${property === undefined ? '' : `&var-property=${property}`}`,
});
/** Opens the page of the tank that a cell names. */
export const TANK = { width: 95, links: [pageOfTank('${__value.text}')] };

export const OFF_SPEC = { ...redWord('off specification'), width: 130 };

/** Limits of the chosen tanks with the prediction of their crossing. */
export const predictedBreaches = (
  id: number,
  title: string,
  description: string,
  position: dashboard.GridPos,
): table.PanelBuilder =>
  recordTable(
    id,
    title,
    description,
    position,
    { queryType: 'breach', assets: ['$tank'], view: 'list' },
    [
      ['title', 'Limit of', { width: 235, links: [pageOfTank('${__data.fields.asset}', '${__data.fields.signal}')] }],
      ['limit', 'Limit', { width: 55 }],
      ['limit value', 'At', { width: 55 }],
      ['probability', 'Likely', { ...PROBABILITY, width: 60 }],
      ['p50', 'By (P50)', { ...RECENT, width: 105 }],
      ['calibrated', 'Calibrated', CALIBRATED],
    ],
    ['asset', 'signal', 'p10', 'p90', 'shown', 'skill', 'judged', 'model', 'issued at'],
  );
