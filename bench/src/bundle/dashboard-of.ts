/** A dashboard of one panel that fills the window. */
export const dashboardOf = (
  uid: string,
  type: string,
  targets: readonly object[],
  options: object = {},
): Readonly<Record<string, unknown>> & { readonly uid: string } => ({
  uid,
  title: uid,
  tags: ['wellhead'],
  panels: [
    {
      id: 1,
      type,
      title: uid,
      gridPos: { x: 0, y: 0, w: 24, h: 20 },
      targets,
      fieldConfig: { defaults: {}, overrides: [] },
      datasource: { type: 'wellhead-datasource', uid: 'wellhead' },
      options,
    },
  ],
  schemaVersion: 41,
  time: { from: 'now-90d', to: 'now' },
  templating: { list: [] },
});
