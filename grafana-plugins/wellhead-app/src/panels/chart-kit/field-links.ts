import type { DataFrame } from '@grafana/data';
import type { TooltipWords } from './chart-tooltip.js';
import { nearestIndex } from './nearest.js';

/** The data links of a field for what it holds at a time, ms; none where it has no value of exactly that time. Times of the frame ascend. */
export function linksAt(
  frames: readonly DataFrame[],
  at: { readonly frame: number; readonly field: number },
  timeMs: number,
): NonNullable<TooltipWords['links']> {
  const frame = frames[at.frame];
  const field = frame?.fields[at.field];
  if (!frame || !field?.config.links?.length) return [];
  const times = frame.fields.find(({ type }) => type === 'time')?.values as readonly number[] | undefined;
  const row = times ? nearestIndex(times, timeMs) : -1;
  if (times?.[row] !== timeMs) return [];
  return (field.getLinks?.({ valueRowIndex: row }) ?? []).map(({ title, href, target }) => ({ title, href, target }));
}
