import { property } from './looks.js';
import { dashboard } from './sdk.js';

/** Where a cell, a line or a tile leads. */
export interface Link {
  readonly title: string;
  readonly url: string;
}

/** Everything that is known of a signal: forecast with its skill, time to breach, control chart, anomaly scores, predictions and what became of them. */
const signalPage = (asset: string, signal: string): Link => ({
  title: 'Signal',
  url: `/d/wellhead-signal?var-asset=${asset}&var-signal=${signal}`,
});
/** Of the signal that a row of a table is about. */
export const SIGNAL_OF_ROW = {
  minWidth: 180,
  links: [signalPage('${__data.fields.asset}', '${__data.fields.signal}')],
} as const;

interface Overridable {
  overrideByRegexp(pattern: string, properties: dashboard.DynamicConfigValue[]): this;
}
/** Each line of a chart leads there; without a link, to the page of its signal. */
export const linked = <Panel extends Overridable>(
  panel: Panel,
  link: Link = signalPage('${__field.labels.asset}', '${__field.labels.signal}'),
): Panel => panel.overrideByRegexp('/.*/', [property('links', [link])]);

/** The link in the head of a panel that shows one signal. */
export const headLink = (asset: string, signal: string): dashboard.DashboardLinkBuilder => {
  const { title, url } = signalPage(asset, signal);
  return new dashboard.DashboardLinkBuilder(title).type(dashboard.DashboardLinkType.Link).url(url);
};
