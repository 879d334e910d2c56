import { isTooDeep, UNMAPPED, type TagMapping } from '@wellhead/contracts';
import { LONG_MARKS, longPointOf } from './long-rows.js';

/** What tags mean now, by their name. */
export type TagMap = ReadonlyMap<string, Omit<TagMapping, 'tag'>>;

/** A point that is named by its tag alone: `{ time, tag, value }`. */
interface TaggedPoint {
  readonly time?: unknown;
  readonly tag: string;
  readonly value: unknown;
}

const isTagged = (point: unknown): point is TaggedPoint =>
  typeof point === 'object' &&
  point !== null &&
  'tag' in point &&
  typeof point.tag === 'string' &&
  point.tag !== '' &&
  point.tag.length <= 255 &&
  'value' in point &&
  Object.keys(point).every((key) => key === 'time' || key === 'tag' || key === 'value');

/** The point that a tagged one stands for; a tag that nobody has mapped is kept under its own name. */
function pointOf({ tag, value, ...rest }: TaggedPoint, tags: TagMap): object {
  const mapped = tags.get(tag);
  if (!mapped)
    return { ...rest, measurement: UNMAPPED.measurement, tags: { asset: UNMAPPED.asset }, fields: { [tag]: value } };
  const { asset, measurement, field, unit } = mapped;
  return { ...rest, measurement, tags: { asset, ...(unit === '' ? {} : { unit }) }, fields: { [field]: value } };
}

const MARKS = [Buffer.from('"tag"'), ...LONG_MARKS];

/**
 * A body of points in which every `{ time, tag, value }`, and every row of the long form, is replaced by the point that it stands for now; so what
 * lies in the spool is settled, however the map changes later. Other points, and bodies that cannot be read, are left as they are, in their places.
 */
export function settleTags(body: Buffer, tags: TagMap): Buffer {
  if (!MARKS.some((mark) => body.includes(mark)) || isTooDeep(body)) return body;
  let json: unknown;
  try {
    json = JSON.parse(body.toString('utf8'));
  } catch {
    // The decoder tells what is wrong with it.
    return body;
  }
  const isList = Array.isArray(json);
  const points: unknown = isList
    ? json
    : typeof json === 'object' && json !== null && 'points' in json
      ? json.points
      : [];
  if (!Array.isArray(points)) return body;
  let isChanged = false;
  const settled = points.map((point: unknown) => {
    const made = isTagged(point) ? pointOf(point, tags) : longPointOf(point);
    isChanged ||= made !== undefined;
    return made ?? point;
  });
  if (!isChanged) return body;
  return Buffer.from(JSON.stringify(isList ? settled : { points: settled }));
}
