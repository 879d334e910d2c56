import { readdirSync, readFileSync } from 'node:fs';
import type { z } from 'zod';

/** Cases kept as folders: the name of each folder below `folder`, and its `case.json` as `schema` reads it. */
export function folderCases<T>(folder: URL, schema: z.ZodType<T>): readonly (readonly [name: string, given: T])[] {
  return readdirSync(folder).map((name) => {
    const text = readFileSync(new URL(`${name}/case.json`, folder), 'utf8');
    return [name, schema.parse(JSON.parse(text))];
  });
}

/** A message as a case tells it: points as JSON, other bodies as text. */
export function shownMessage({ kind, body, ...rest }: { readonly kind: string; readonly body: Buffer }): object {
  const text = body.toString('utf8');
  return { kind, ...rest, ...(kind === 'points' ? { points: JSON.parse(text) as unknown } : { body: text }) };
}
