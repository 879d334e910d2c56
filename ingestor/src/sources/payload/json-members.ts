import { isTooDeep, MAX_JSON_DEPTH } from '@wellhead/contracts';
import type { z } from 'zod';
import type { JsonPoint } from '../../domain/json-points.js';
import { MAX_RAW, openRefusals, type Precision } from '../../domain/decoded.js';
import type { membersSchema } from './payload-config.js';
import type { ReadPayload } from './read-payload.js';

/** What is known of readings beside their payload. */
export interface PointLabels {
  readonly asset?: string | undefined;
  readonly measurement?: string | undefined;
  readonly field?: string | undefined;
  readonly tags: Readonly<Record<string, string>>;
}
type Members = z.infer<typeof membersSchema>;
type Fault = { readonly reason: string; readonly found?: string; readonly expected?: string };
type Value = number | boolean | string;

/**
 * Turns JSON into points: a value alone, an object, or a list of them. Members that are null are absent. What cannot become a point is
 * refused by its place in the list.
 */
export function pointsOfJson(body: Buffer, members: Members, precision: Precision, labels: PointLabels): ReadPayload {
  if (isTooDeep(body))
    return { kind: 'refused', body, reason: `the payload is nested deeper than ${MAX_JSON_DEPTH} levels` };
  let json: unknown;
  try {
    json = JSON.parse(body.toString('utf8'));
  } catch (error) {
    return { kind: 'refused', body, reason: `the payload is not JSON: ${(error as Error).message}` };
  }
  const isList = Array.isArray(json);
  const items: readonly unknown[] = Array.isArray(json) ? json : [json];
  const refusals = openRefusals();
  const points: object[] = [];
  items.forEach((item, index) => {
    const read = members.tag === undefined ? pointOf(item, members, labels) : taggedOf(item, members, members.tag);
    if ('point' in read) points.push(read.point);
    else refusals.add({ ...(isList ? { index } : {}), raw: JSON.stringify(item).slice(0, MAX_RAW), ...read });
  });
  const refused = refusals.list();
  return {
    kind: 'points',
    body: Buffer.from(JSON.stringify(points)),
    precision,
    ...(refused.length > 0 ? { refused } : {}),
  };
}

/** A row that a tag names, as the intake takes it: what the tag means is settled there. */
function taggedOf(item: unknown, members: Members, tagMember: string): { readonly point: object } | Fault {
  if (typeof item !== 'object' || item === null || Array.isArray(item))
    return { reason: 'the row is not an object', expected: `an object with ${tagMember}` };
  const row = new Map(Object.entries(item));
  const tag: unknown = row.get(tagMember);
  const value: unknown = row.get(members.value ?? 'value');
  const time: unknown = row.get(members.time) ?? undefined;
  if (typeof tag !== 'string' || tag === '' || tag.length > 255)
    return {
      reason: `there is no tag in “${tagMember}”`,
      found: JSON.stringify(tag ?? null).slice(0, 100),
      expected: 'a name of 1 to 255 characters',
    };
  if (!isValue(value))
    return { reason: `there is no value in “${members.value ?? 'value'}”`, expected: 'a number, true, false or text' };
  return { point: { ...(time === undefined ? {} : { time }), tag, value } };
}

function pointOf(item: unknown, members: Members, labels: PointLabels): { readonly point: Partial<JsonPoint> } | Fault {
  if (isValue(item)) return finish(item, undefined, labels, members);
  if (typeof item !== 'object' || item === null || Array.isArray(item))
    return {
      reason: 'the payload is neither a value nor an object',
      found: item === null ? 'null' : 'a list in a list',
    };
  const rest = new Map(Object.entries(item).filter(([, value]) => value !== null));
  const take = (member: string | undefined): unknown => {
    if (member === undefined) return undefined;
    const value = rest.get(member);
    rest.delete(member);
    return value;
  };
  const time = take(members.time);
  if (time !== undefined && typeof time !== 'string' && typeof time !== 'number')
    return { reason: `the time in “${members.time}” cannot be read`, found: typeof time, expected: 'text or a number' };
  const asset = take(members.asset) ?? labels.asset;
  const measurement = take(members.measurement) ?? labels.measurement;
  const field = take(members.field) ?? labels.field;
  const tags: Record<string, string> = { ...labels.tags };
  for (const member of members.tags) {
    const value = take(member);
    if (isValue(value)) tags[member] = String(value);
  }
  for (const [what, value] of Object.entries({ asset, measurement, field }))
    if (value !== undefined && !isValue(value))
      return { reason: `the ${what} is not text`, found: typeof value, expected: 'text' };
  const known = { asset: textOf(asset), measurement: textOf(measurement), field: textOf(field), tags };
  if (members.value === undefined) return finish(Object.fromEntries(rest), time, known, members);
  const value = take(members.value);
  return isValue(value)
    ? finish(value, time, known, members)
    : { reason: `there is no value in “${members.value}”`, expected: 'a number, true, false or text' };
}

function finish(
  values: Value | Readonly<Record<string, unknown>>,
  time: string | number | undefined,
  { asset, measurement, field, tags }: PointLabels,
  members: Members,
): { readonly point: Partial<JsonPoint> } | Fault {
  if (measurement === undefined)
    return {
      reason: 'nothing names the measurement',
      expected: `${members.measurement ?? 'members.measurement'} in the payload, the topic, or the configuration`,
    };
  let fields: Record<string, Value>;
  if (isValue(values)) {
    if (field === undefined)
      return {
        reason: 'nothing names the field of the value',
        expected: 'a field in the payload, the topic, or the configuration',
      };
    fields = { [field]: values };
  } else {
    const nested = Object.entries(values).find(([, value]) => !isValue(value));
    if (nested)
      return {
        reason: `“${nested[0]}” is no value`,
        found: Array.isArray(nested[1]) ? 'a list' : 'an object',
        expected: 'a number, true, false or text',
      };
    fields = values as Record<string, Value>;
    if (Object.keys(fields).length === 0) return { reason: 'the payload has no values' };
  }
  return {
    point: {
      measurement,
      tags: { ...tags, ...(asset === undefined ? {} : { asset }) },
      fields,
      ...(time === undefined ? {} : { time }),
    },
  };
}

const isValue = (value: unknown): value is Value =>
  typeof value === 'number' || typeof value === 'boolean' || typeof value === 'string';
const textOf = (value: unknown): string | undefined => (value === undefined ? undefined : String(value as Value));
