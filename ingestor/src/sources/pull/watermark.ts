import { valueAtPath } from '@wellhead/contracts';
import type { WatermarkConfig } from './pull-config.js';

/** How far the data itself has come. Compared as numbers: ms since 1970, or the growing number. */
export interface Watermark {
  /** As it goes into the address. */
  readonly text: string;
  readonly order: number;
}

/** What an item says; undefined where it says nothing that can be read. */
function watermarkOf(value: unknown, form: WatermarkConfig['form']): Watermark | undefined {
  if (typeof value !== 'string' && typeof value !== 'number') return undefined;
  const text = String(value);
  const order = form === 'rfc3339' ? Date.parse(text) : form === 's' ? Number(text) * 1_000 : Number(text);
  return text === '' || Number.isNaN(order) ? undefined : { text, order };
}

/** The furthest of the items and of what was known. */
export function furthest(
  items: readonly unknown[],
  { at, form }: WatermarkConfig,
  known: Watermark | undefined,
): Watermark | undefined {
  return items
    .map((item) => watermarkOf(valueAtPath(item, at), form))
    .reduce((best, one) => (one && (!best || one.order > best.order) ? one : best), known);
}

/** What to ask for: the watermark, so much earlier as late corrections may come. Never before the first. */
export function askedFrom(watermark: Watermark | undefined, { form, first, lookBackSeconds }: WatermarkConfig): string {
  if (!watermark) return String(first);
  if (form === 'number' || lookBackSeconds === 0) return watermark.text;
  const order = Math.max(watermark.order - lookBackSeconds * 1_000, watermarkOf(first, form)?.order ?? -Infinity);
  if (form === 'rfc3339') return new Date(order).toISOString();
  return String(form === 's' ? Math.floor(order / 1_000) : order);
}
