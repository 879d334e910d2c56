import { isKnownUnit, tagMappingSchema, type TagMapping } from '@wellhead/contracts';
import { parse } from 'csv-parse/sync';

const COLUMNS = ['tag', 'asset', 'signal', 'unit'];

export type TagsOutcome =
  | { readonly kind: 'tags'; readonly tags: readonly TagMapping[] }
  | { readonly kind: 'faults'; readonly faults: readonly string[] };

/**
 * Reads a `tags.csv`: a header with tag, asset, signal (measurement.field) and unit (may be left out), one tag a line. All faults are told at once,
 * with their line.
 */
export function readTags(text: string): TagsOutcome {
  let rows: Record<string, string>[];
  try {
    rows = parse(text, { columns: true, bom: true, trim: true, skip_empty_lines: true });
  } catch (error) {
    return { kind: 'faults', faults: [error instanceof Error ? error.message : String(error)] };
  }
  const missing = COLUMNS.slice(0, 3).filter((column) => rows[0] && !(column in rows[0]));
  if (missing.length > 0)
    return { kind: 'faults', faults: [`the header has no ${missing.join(', ')}; expected ${COLUMNS.join(', ')}`] };
  const faults: string[] = [];
  const tags: TagMapping[] = [];
  const lineOf = new Map<string, number>();
  rows.forEach(({ tag = '', asset = '', signal = '', unit = '' }, at) => {
    const line = at + 2;
    const dot = signal.indexOf('.');
    const parsed = tagMappingSchema.safeParse({
      tag,
      asset,
      measurement: signal.slice(0, Math.max(dot, 0)),
      field: signal.slice(dot + 1),
      unit,
    });
    const before = lineOf.get(tag);
    if (!parsed.success)
      faults.push(
        `line ${line}: found ${JSON.stringify({ tag, asset, signal })}; expected a tag of at most 255 characters, an asset, and a signal like quality.octane_ron`,
      );
    else if (unit !== '' && !isKnownUnit(unit))
      faults.push(`line ${line}: ${unit} is not a unit that can be converted`);
    else if (before !== undefined) faults.push(`line ${line}: ${tag} is in line ${before} already`);
    else tags.push(parsed.data);
    lineOf.set(tag, line);
  });
  return faults.length > 0 ? { kind: 'faults', faults } : { kind: 'tags', tags };
}
