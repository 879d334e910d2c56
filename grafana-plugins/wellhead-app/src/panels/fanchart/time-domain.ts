import type { Vintage } from './picture-model.js';

/** The part of Grafana's time range that is read. */
export interface ChartTimeRange {
  readonly from: { valueOf(): number };
  readonly to: { valueOf(): number };
  readonly raw: { readonly to: unknown };
}

/**
 * The time the chart spans, in ms: the dashboard's range; one that ends at “now” (whatever the offset) is stretched so that the
 * whole forecast is in view. A range picked by hand is kept as it is.
 */
export function timeDomainOf(range: ChartTimeRange, vintage: Vintage | undefined): readonly [number, number] {
  const fromMs = range.from.valueOf();
  const toMs = range.to.valueOf();
  const endMs = vintage?.points.at(-1)?.timeMs;
  const relative = typeof range.raw.to === 'string' && range.raw.to.startsWith('now');
  return [fromMs, relative && endMs !== undefined && endMs > toMs ? endMs : toMs];
}
