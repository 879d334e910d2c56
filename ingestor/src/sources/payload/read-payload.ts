import type { Precision, RefusedInput } from '../../domain/decoded.js';
import type { SourceMessage } from '../../intake.js';
import type { RefusedBody } from '../../prepare.js';
import { type PointLabels, pointsOfJson } from './json-members.js';
import type { PayloadConfig } from './payload-config.js';

/** A message without what only its source knows of it (place, position, time of receipt). */
export type ReadPayload =
  | {
      readonly kind: 'lines' | 'points';
      readonly body: Buffer;
      readonly precision: Precision;
      readonly refused?: readonly RefusedInput[];
    }
  | { readonly kind: 'records'; readonly recordType: string; readonly body: Buffer }
  | ({ readonly kind: 'refused' } & RefusedBody);

/** Turns a payload into what the intake takes. `labels` is what its topic or key says; what the configuration says stands behind it. */
export function readPayload(body: Buffer, how: PayloadConfig, labels: Partial<PointLabels> = {}): ReadPayload {
  switch (how.format) {
    case 'lines':
    case 'points':
      return { kind: how.format, body, precision: how.precision };
    case 'records':
      return { kind: 'records', recordType: how.recordType, body: asList(body) };
    case 'number':
      return readNumber(body, joined(how, labels));
    case 'json':
      return pointsOfJson(body, how.members, how.precision, joined(how, labels));
    default:
      return how satisfies never;
  }
}

const joined = (how: Omit<PointLabels, 'tags'> & { tags: PointLabels['tags'] }, labels: Partial<PointLabels>) => ({
  asset: labels.asset ?? how.asset,
  measurement: labels.measurement ?? how.measurement,
  field: labels.field ?? how.field,
  tags: { ...how.tags, ...labels.tags },
});

/** Records are a list; one alone is a list of one. */
function asList(body: Buffer): Buffer {
  const isAlone = body.toString('latin1').trimStart().startsWith('{');
  return isAlone && !/^\s*\{\s*"rows"/.test(body.toString('latin1', 0, 200))
    ? Buffer.concat([Buffer.from('['), body, Buffer.from(']')])
    : body;
}

const NUMBER = /^\s*[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?\s*$/;

function readNumber(body: Buffer, labels: PointLabels): ReadPayload {
  const text = body.toString('utf8', 0, 200);
  const { asset, measurement, field, tags } = labels;
  if (body.length > 200 || !NUMBER.test(text))
    return {
      kind: 'refused',
      body,
      reason: 'the payload is not a number',
      found: text.slice(0, 60),
      expected: 'like -1.5',
    };
  if (measurement === undefined || field === undefined)
    return { kind: 'refused', body, reason: 'neither topic nor configuration name measurement and field' };
  const point = {
    measurement,
    tags: { ...tags, ...(asset === undefined ? {} : { asset }) },
    fields: { [field]: Number(text) },
  };
  return { kind: 'points', body: Buffer.from(JSON.stringify([point])), precision: 'ms' };
}

/** Gives a message what its source knows of it. */
export const withOrigin = (
  payload: ReadPayload,
  origin: Pick<SourceMessage, 'place' | 'position' | 'receivedAtMs'>,
): SourceMessage => ({
  ...payload,
  ...origin,
});
