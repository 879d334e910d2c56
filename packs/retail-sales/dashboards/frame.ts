import { at, choice, marks, packLinks } from '../../dashboard-kit/parts.js';
import { query } from '../../dashboard-kit/query.js';
import { dashboard, text } from '../../dashboard-kit/sdk.js';

const TAG = 'retail-sales';

const CATEGORIES = ['Furniture', 'Office Supplies', 'Technology'];
const REGIONS = ['Central', 'East', 'South', 'West'];
const slug = (name: string): string => `superstore-${name.toLowerCase().replaceAll(' ', '-')}`;

/** What every dashboard of the pack has. Days begin at 00:00 UTC, so that is the time zone shown. */
export const retailDashboard = (uid: string, title: string, description: string): dashboard.DashboardBuilder =>
  new dashboard.DashboardBuilder(title)
    .uid(uid)
    .description(`${description} Dates shifted by whole weeks.`)
    .tags(['wellhead', TAG])
    .timezone('utc')
    .refresh('5m')
    .tooltip(dashboard.DashboardCursorSync.Crosshair)
    .link(packLinks(TAG));

/** The note that says what the data is; never scrolled away from the top row. */
export const datesShifted = (id: number, position: dashboard.GridPos): text.PanelBuilder =>
  new text.PanelBuilder()
    .id(id)
    .title('Dates shifted')
    .description('What this data is and what was done to it; `original_order_date` of an order keeps the real day.')
    .gridPos(position)
    .transparent(true)
    .mode(text.TextMode.Markdown)
    .content('Real Superstore orders of 2014–2017, moved by whole weeks towards today.');

/** `%` stands for all: filters compare with `like`. */
export const categoryChoice = (): dashboard.CustomVariableBuilder =>
  choice('category', 'Category', 'Category of the products.', [
    { text: 'All', value: '%' },
    ...CATEGORIES.map((name) => ({ text: name, value: name })),
  ]);

export const regionChoice = (): dashboard.CustomVariableBuilder =>
  choice('region', 'Region', 'Sales region.', [
    { text: 'All', value: '%' },
    ...REGIONS.map((name) => ({ text: name, value: name })),
  ]);

const wholes = [
  { text: 'All sales', value: 'superstore' },
  ...[...CATEGORIES, ...REGIONS].map((name) => ({ text: name, value: slug(name) })),
];

/** The total, the categories and the regions, by asset. */
export const wholeChoice = (): dashboard.CustomVariableBuilder =>
  choice('asset', 'Part', 'All sales, a category or a region.', wholes);

/** Every part that is forecast, by asset. */
export const partChoice = (): dashboard.CustomVariableBuilder =>
  choice('asset', 'Part', 'The total, a category, a region, or a category in a region.', [
    ...wholes,
    ...CATEGORIES.flatMap((category) =>
      REGIONS.map((region) => ({
        text: `${category} in ${region}`,
        value: `${slug(category)}-${region.toLowerCase()}`,
      })),
    ),
  ]);

/** Marks the days on which the chosen part crossed one of its limits. */
export const breachMarks = (asset: string, enabled = true): ReturnType<typeof marks> =>
  marks(
    'Limit crossed',
    query('Anno', {
      queryType: 'mart',
      table: 'mart.sales_breaches',
      columns: ['day', 'text'],
      timeColumn: 'day',
      filters: [{ column: 'asset', op: '=', value: asset }],
      orderBy: [{ column: 'day' }],
    }),
    { enabled, color: 'red' },
  );

/** Marks the days on which the chosen part is predicted to cross one of its limits. */
export const predictedMarks = (asset: string): ReturnType<typeof marks> =>
  marks('Limit predicted to be crossed', query('Anno', { queryType: 'breach', view: 'marks', assets: [asset] }), {
    enabled: true,
    color: 'orange',
  });

export { at };
