/** Grafana's panel types that the preview can draw; a test holds every provisioned dashboard against this list. */
export const standInTypes = [
  ...(['timeseries', 'trend', 'stat', 'gauge', 'bargauge', 'table', 'text', 'barchart', 'piechart'] as const),
  ...([
    'heatmap',
    'histogram',
    'state-timeline',
    'status-history',
    'alertlist',
    'annolist',
    'dashlist',
    'logs',
  ] as const),
] as const;
export type StandInType = (typeof standInTypes)[number];
/** Panel types that Wellhead brings itself. */
export const ownPanelTypes = [
  'wellhead-fanchart-panel',
  'wellhead-controlchart-panel',
  'wellhead-dynacard-panel',
  'wellhead-assetboard-panel',
] as const;
