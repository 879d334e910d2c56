import { note } from './note.js';
import { type cog, dashboard } from './sdk.js';

/** Where a panel stands: 24 columns; 16 rows are seen without scrolling on a screen of 1366 × 768. */
export const at = (x: number, y: number, w: number, h: number): dashboard.GridPos => ({ x, y, w, h });

/** The SDK's default hides links and annotations in a menu of Grafana 12.3 and later; without it they stand beside the variables. */
export const inSight = <T extends { placement?: unknown }>(builder: cog.Builder<T>): cog.Builder<T> => ({
  build: () => {
    const built = { ...builder.build() };
    delete built.placement;
    return built;
  },
});

/** Links to the other dashboards of the pack, keeping variables. */
const packLinks = (pack: string): cog.Builder<dashboard.DashboardLink> =>
  inSight(
    new dashboard.DashboardLinkBuilder('More of this pack')
      .type(dashboard.DashboardLinkType.Dashboards)
      .tags([pack])
      .tooltip('The other dashboards of this pack')
      .icon('external link')
      .asDropdown(false)
      .keepTime(false)
      .includeVars(true)
      .url('')
      .targetBlank(false),
  );

interface Pack {
  /** Name of the pack: tag of its dashboards, which link to one another. */
  readonly tag: string;
  /** `utc` where hours and days of the pack are of UTC. */
  readonly timezone: 'utc' | 'browser';
  /** What the data is, such as `Simulated.`; said in the description of every dashboard. */
  readonly remark?: string;
}

/** How dashboards of a pack begin. */
export const dashboardOf =
  ({ tag, timezone, remark }: Pack) =>
  (uid: string, title: string, description: string): dashboard.DashboardBuilder =>
    new dashboard.DashboardBuilder(title)
      .uid(uid)
      .description(remark === undefined ? description : `${description} ${remark}`)
      .tags(['wellhead', tag])
      .timezone(timezone)
      .tooltip(dashboard.DashboardCursorSync.Crosshair)
      .link(packLinks(tag));

/**
 * Grafana 12.0 knows dashboards up to this schema version and its storage refuses to convert newer ones; later versions bring
 * it up to date themselves. The SDK writes a newer one.
 */
const SCHEMA_VERSION = 41;

const NOTE_ROWS = 2;

/** A note in one line above all panels: seen without scrolling, and of no more room than its words on a phone. */
const withNoteAbove = (panels: Panels, words: string) => [
  {
    ...note(1 + Math.max(...panels.map(({ id }) => id ?? 0)), '', '', at(0, 0, 24, NOTE_ROWS), words).build(),
    // Its mark would take a line of its own.
    description: undefined,
  },
  ...panels.map((panel) =>
    panel.gridPos === undefined ? panel : { ...panel, gridPos: { ...panel.gridPos, y: panel.gridPos.y + NOTE_ROWS } },
  ),
];

type Panels = NonNullable<dashboard.Dashboard['panels']>;

/** A dashboard as it is provisioned; every panel says the remark too, where there is one. A note, in Markdown, comes above all panels. */
export const finished = (
  builder: dashboard.DashboardBuilder,
  remark?: string,
  noteAbove?: string,
): dashboard.Dashboard => {
  const begun = builder.build();
  const built = { ...begun, panels: begun.panels ?? [], schemaVersion: SCHEMA_VERSION };
  if (remark !== undefined)
    for (const panel of built.panels)
      if ('description' in panel) panel.description = `${panel.description ?? ''} ${remark}`;
  return noteAbove ? { ...built, panels: withNoteAbove(built.panels, noteAbove) } : built;
};
