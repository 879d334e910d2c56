import { z } from 'zod';
import type { Call, CommandOption } from '../command.js';
import { wrongUse } from '../failure.js';
import type { ServiceClient } from '../service/service-client.js';
import { timeMsOf } from '../times.js';

/** A row of quarantine, as far as the commands say something of it. */
export const rowSchema = z.looseObject({
  id: z.number(),
  receivedAtMs: z.number(),
  source: z.string(),
  refusedBy: z.string(),
  reason: z.string(),
  raw: z.string(),
  place: z.record(z.string(), z.union([z.string(), z.number()])),
  state: z.string(),
  corrected: z.string().nullable().optional(),
  lastReason: z.string().nullable().optional(),
});
export type Row = z.infer<typeof rowSchema>;

/** Which rows: the same words for a list and for a replay. */
export const CONDITIONS: Readonly<Record<string, CommandOption>> = {
  source: { value: 'NAME', describes: 'who sent it' },
  'refused-by': { value: 'NAME', describes: 'parser, field-types, record-schema, check hard-range, store duckdb …' },
  reason: { value: 'TEXT', describes: 'text within the reason' },
  asset: { value: 'NAME', describes: 'value of the tag asset' },
  from: { value: 'TIME', describes: 'received at or after this time' },
  to: { value: 'TIME', describes: 'received before this time' },
};

/** The conditions that were given, as the API names them. */
export function conditionsOf(call: Call): Record<string, string | number> {
  const given: Record<string, string | number> = {};
  for (const [option, name] of [
    ['source', 'source'],
    ['refused-by', 'refusedBy'],
    ['reason', 'reason'],
    ['asset', 'asset'],
  ] as const) {
    const value = call.option(option);
    if (value !== undefined) given[name] = value;
  }
  for (const [option, name] of [
    ['from', 'fromMs'],
    ['to', 'toMs'],
  ] as const) {
    const value = call.option(option);
    if (value !== undefined) given[name] = timeMsOf(option, value);
  }
  return given;
}

export function idOf(text: string): number {
  const id = Number(text);
  if (!Number.isSafeInteger(id) || id < 1)
    throw wrongUse(`ID: found “${text}”, expected the number of a row, as quarantine list shows it.`);
  return id;
}

export const rowOf = (service: ServiceClient, id: number): Promise<Row> =>
  service.get(`/api/v1/quarantine/${id}`, rowSchema);
