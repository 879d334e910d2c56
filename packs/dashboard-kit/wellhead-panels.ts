import type { QueryInput } from '@wellhead/contracts';
import { headLink, type Link } from './links.js';
import { property } from './looks.js';
import { type Chosen, query, telemetry } from './query.js';
import { dashboard } from './sdk.js';

/** A panel of our app: the frames it eats stand in its own README. */
export const wellheadPanel = (
  kind: 'fanchart' | 'controlchart' | 'assetboard' | 'dynacard',
  id: number,
  title: string,
  description: string,
  position: dashboard.GridPos,
): dashboard.PanelBuilder =>
  new dashboard.PanelBuilder()
    .type(`wellhead-${kind}-panel`)
    .id(id)
    .title(title)
    .description(description)
    .gridPos(position);

interface Fan extends Chosen {
  /** How many earlier forecasts the slider can go back to. */
  readonly vintages: number;
  /** Without one, that of the signal. */
  readonly unit?: string;
  readonly includeZero?: boolean;
  /** `envelope` where there are more readings than a screen has columns. */
  readonly aggregate?: 'raw' | 'envelope';
}

/** In the head of a panel about one signal: its page. */
const pageOf = ({ assets = [], signals = [] }: Chosen): dashboard.DashboardLinkBuilder[] => {
  const [asset, signal] = [...assets, ...signals];
  return assets.length === 1 && asset !== undefined && signal !== undefined ? [headLink(asset, signal)] : [];
};

/** A signal, its forecast with intervals, its limits, and readings that were not as expected. */
export const fanChart = (
  id: number,
  title: string,
  description: string,
  position: dashboard.GridPos,
  { assets, signals, vintages, unit, includeZero = false, aggregate = 'raw' }: Fan,
): dashboard.PanelBuilder => {
  const chosen = { assets, signals };
  const panel = wellheadPanel('fanchart', id, title, description, position)
    .withTarget(query('A', telemetry(aggregate, chosen)))
    .withTarget(query('B', { queryType: 'forecast', ...chosen, vintages }))
    .withTarget(query('C', { queryType: 'anomaly', ...chosen, view: 'points' }))
    .links(pageOf(chosen))
    .options({
      bands: [0.5, 0.8, 0.95],
      bandOpacity: 60,
      showLimits: true,
      showThresholds: false,
      showLegend: true,
      showVintageSlider: true,
      includeZero,
    });
  return unit === undefined ? panel : panel.unit(unit);
};

/** Readings against control limits; with `capability` also against the limits of the signal. */
export const controlChart = (
  id: number,
  title: string,
  description: string,
  position: dashboard.GridPos,
  kind: 'xmr' | 'xbar-s' | 'u' | 'ewma' | 'cusum',
  asked: QueryInput,
  { capability = false }: { readonly capability?: boolean } = {},
): dashboard.PanelBuilder =>
  wellheadPanel('controlchart', id, title, description, position)
    .withTarget(query('A', asked))
    .links(asked.queryType === 'telemetry' ? pageOf(asked) : [])
    .options({ kind, phases: false, showCapability: capability });

interface Board extends Chosen {
  /** Where a tile leads. */
  readonly link: Link;
  /** Under headings, by what k-means made of their signals, with the silhouette; default: not. */
  readonly grouped?: boolean;
}

/** A tile an asset, the most urgent first. */
export const assetBoard = (
  id: number,
  title: string,
  description: string,
  position: dashboard.GridPos,
  { assets, signals, link, grouped = false }: Board,
): dashboard.PanelBuilder => {
  const board = wellheadPanel('assetboard', id, title, description, position)
    .withTarget(query('A', telemetry('course', { assets, signals })))
    .withTarget(query('B', { queryType: 'breach', assets, signals, view: 'list' }))
    .overrideByRegexp('/.*/', [property('links', [link])]);
  return grouped ? board.withTarget(query('C', { queryType: 'ops', view: 'groups', limit: 1_000 })) : board;
};
