import { dashboardOf } from '../../dashboard-kit/dashboard.js';
import type { Link } from '../../dashboard-kit/links.js';
import { marks } from '../../dashboard-kit/marks.js';
import { note } from '../../dashboard-kit/note.js';
import { mart } from '../../dashboard-kit/query.js';
import type { dashboard, text } from '../../dashboard-kit/sdk.js';
import { choice, columnChoice, wordChoice } from '../../dashboard-kit/variables.js';

const CATEGORIES = ['Furniture', 'Office Supplies', 'Technology'];
const REGIONS = ['Central', 'East', 'South', 'West'];
const slug = (name: string): string => `superstore-${name.toLowerCase().replaceAll(' ', '-')}`;

/** Days begin at 00:00 UTC, so that is the time zone shown. */
const begun = dashboardOf({ tag: 'retail-sales', timezone: 'utc', remark: 'Dates shifted by whole weeks.' });
export const retailDashboard = (uid: string, title: string, description: string): dashboard.DashboardBuilder =>
  begun(uid, title, description).refresh('5m');

const SOURCE = 'Real Superstore orders of 2014–2017, moved by whole weeks towards today.';

export const datesShifted = (id: number, position: dashboard.GridPos): text.PanelBuilder =>
  note(
    id,
    'Dates shifted',
    'What this data is and what was done to it; `original_order_date` of an order keeps the real day.',
    position,
    SOURCE,
  );

/** In one line what the data is. */
export const DATES_SHIFTED_NOTE = `**Dates shifted.** ${SOURCE}`;

export const categoryChoice = (): dashboard.CustomVariableBuilder =>
  wordChoice('category', 'Category', 'Category of the products.', CATEGORIES);

/** Sub-categories of the chosen category; those of all categories where all are chosen. */
export const subCategoryChoice = (): dashboard.QueryVariableBuilder =>
  columnChoice('sub_category', 'Sub-category', 'Sub-category of the category.', {
    table: 'mart.sales_lines',
    column: 'sub_category',
    filters: [{ column: 'category', op: 'like', value: '$category' }],
  })
    .includeAll(true)
    .allValue('%')
    .current({ selected: true, text: 'All', value: '$__all' });

export const regionChoice = (): dashboard.CustomVariableBuilder =>
  wordChoice('region', 'Region', 'Sales region.', REGIONS);

const wholes = [
  { text: 'All sales', value: 'superstore' },
  ...[...CATEGORIES, ...REGIONS].map((name) => ({ text: name, value: slug(name) })),
];

/** The total, the categories and the regions, by asset. */
export const wholeChoice = (): dashboard.CustomVariableBuilder =>
  choice('asset', 'Part', 'All sales, a category or a region.', wholes);

/** The overview with only what a line, a slice or a cell names. */
const only = (variable: 'category' | 'region', named: string): Link => ({
  title: `This ${variable}`,
  url: `/d/wellhead-retail-overview?var-${variable}=${named}`,
});
export const CATEGORY_OF_LINE = only('category', '${__field.labels.category}');
export const CATEGORY_OF_ROW = only('category', '${__data.fields.category}');
export const REGION_OF_ROW = only('region', '${__data.fields.region}');

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
    mart('mart.sales_breaches', {
      columns: ['day', 'text'],
      timeColumn: 'day',
      filters: [{ column: 'asset', op: '=', value: asset }],
      orderBy: [{ column: 'day' }],
    }),
    { enabled, color: 'red' },
  );
