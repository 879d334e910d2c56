/** The dashboard SDK's parts that packs use, in one place. */
export * as barchart from '@grafana/grafana-foundation-sdk/barchart';
export * as bargauge from '@grafana/grafana-foundation-sdk/bargauge';
export type * as cog from '@grafana/grafana-foundation-sdk/cog';
export * as common from '@grafana/grafana-foundation-sdk/common';
export * as dashboard from '@grafana/grafana-foundation-sdk/dashboard';
export * as heatmap from '@grafana/grafana-foundation-sdk/heatmap';
export * as histogram from '@grafana/grafana-foundation-sdk/histogram';
export * as piechart from '@grafana/grafana-foundation-sdk/piechart';
export * as stat from '@grafana/grafana-foundation-sdk/stat';
export * as table from '@grafana/grafana-foundation-sdk/table';
export * as text from '@grafana/grafana-foundation-sdk/text';
export * as timeseries from '@grafana/grafana-foundation-sdk/timeseries';
