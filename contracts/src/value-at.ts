/**
 * What stands in JSON at a dotted path: `data.rows`, `items.0.id`; the whole at an empty one. Undefined where there is nothing. Only own members
 * are looked at, so that no path reaches into the language.
 */
export function valueAtPath(json: unknown, path: string): unknown {
  if (path === '') return json;
  let value = json;
  for (const name of path.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
    value = (value as Record<string, unknown>)[name];
  }
  return value;
}
