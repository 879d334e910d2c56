import { at, marks, packLinks, property, queried } from '../../dashboard-kit/parts.js';
import { query } from '../../dashboard-kit/query.js';
import { dashboard, table, text } from '../../dashboard-kit/sdk.js';

const TAG = 'fuel-quality';

/** What every dashboard of the pack has. */
export const fuelDashboard = (uid: string, title: string, description: string): dashboard.DashboardBuilder =>
  new dashboard.DashboardBuilder(title)
    .uid(uid)
    .description(`${description} Simulated: no refinery is behind these figures.`)
    .tags(['wellhead', TAG])
    .timezone('browser')
    .refresh('1m')
    .time({ from: 'now-7d', to: 'now' })
    .tooltip(dashboard.DashboardCursorSync.Crosshair)
    .link(packLinks(TAG));

/** The note that says what the data is; never scrolled away from the top row. */
export const simulated = (id: number, position: dashboard.GridPos): text.PanelBuilder =>
  new text.PanelBuilder()
    .id(id)
    .title('Simulated')
    .description('What this data is. How it is made stands in the README of the pack.')
    .gridPos(position)
    .transparent(true)
    .mode(text.TextMode.Markdown)
    .content('Simulated refinery; limits of real standards.');

export const productChoice = (): dashboard.QueryVariableBuilder =>
  queried('product', 'Product', 'Product of the tanks.', { kind: 'assets', assetKind: 'product' }).includeAll(true);

export const tankChoice = (): dashboard.QueryVariableBuilder =>
  queried('tank', 'Tank', 'A tank of the product.', { kind: 'assets', assetKind: 'tank', asset: '$product' });

export const propertyChoice = (): dashboard.QueryVariableBuilder =>
  queried('property', 'Property', 'What is measured in the tank.', { kind: 'signals', asset: '$tank' });

/** Results of the laboratory that were off specification. */
export const offSpecMarks = (): ReturnType<typeof marks> =>
  marks(
    'Off specification in the laboratory',
    query('Anno', {
      queryType: 'mart',
      table: 'mart.fuel_certificate',
      columns: ['sampled_at', 'title', 'asset', 'verdict'],
      timeColumn: 'sampled_at',
      filters: [{ column: 'verdict', op: '=', value: 'off specification' }],
      orderBy: [{ column: 'sampled_at' }],
    }),
    { enabled: true, color: 'red' },
  );

/** Limits that are predicted to be crossed. */
export const predictedMarks = (asset: string): ReturnType<typeof marks> =>
  marks('Limit predicted to be crossed', query('Anno', { queryType: 'breach', view: 'marks', assets: [asset] }), {
    enabled: true,
    color: 'orange',
  });

type Column = readonly [name: string, properties: dashboard.DynamicConfigValue[]];
export const columns = (panel: table.PanelBuilder, all: readonly Column[]): table.PanelBuilder =>
  all.reduce((made, [name, properties]) => made.overrideByName(name, properties), panel);
export const named = (name: string, title: string, width?: number, decimals?: number): Column => [
  name,
  [
    property('displayName', title),
    ...(width === undefined ? [] : [property('custom.width', width)]),
    ...(decimals === undefined ? [] : [property('decimals', decimals)]),
  ],
];
export const moment = (name: string, title: string): Column => [
  name,
  [property('displayName', title), property('unit', 'time:MM-DD HH:mm'), property('custom.width', 110)],
];
/** A column of words in which some are bad. */
export const verdict = (name: string, title: string, bad: readonly string[], width = 130): Column => [
  name,
  [
    property('displayName', title),
    property('custom.width', width),
    property('custom.cellOptions', { type: 'color-text' }),
    property(
      'mappings',
      bad.map((word, index) => ({ type: 'value', options: { [word]: { text: word, color: 'red', index } } })),
    ),
  ],
];

/** Limits of the chosen tanks with the prediction of their crossing. */
export const predictedBreaches = (
  id: number,
  title: string,
  description: string,
  position: dashboard.GridPos,
): table.PanelBuilder =>
  columns(
    new table.PanelBuilder()
      .id(id)
      .title(title)
      .description(description)
      .gridPos(position)
      .minWidth(50)
      .withTarget(query('A', { queryType: 'breach', assets: ['$tank'], view: 'list' })),
    [
      named('title', 'Limit of', 215),
      named('limit', 'Limit', 60),
      named('limit value', 'At', 60),
      [
        'probability',
        [
          property('displayName', 'Likely'),
          property('unit', 'percentunit'),
          property('decimals', 0),
          property('custom.width', 70),
        ],
      ],
      moment('p50', 'By (P50)'),
      ...['asset', 'signal', 'p10', 'p90', 'shown', 'skill', 'judged', 'model', 'issued at'].map((name): Column => [
        name,
        [property('custom.hidden', true)],
      ]),
    ],
  );

export { at, marks };
