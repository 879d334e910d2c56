import { migratedQuery, querySchema, type Query } from '@wellhead/contracts';
import type { DataQuery } from '@wellhead/backend-sdk';

export type ParsedQuery =
  { readonly kind: 'query'; readonly query: Query } | { readonly kind: 'refused'; readonly message: string };

const refused = (message: string): ParsedQuery => ({ kind: 'refused', message });

const shown = (value: unknown): string => (value === undefined ? 'nothing' : JSON.stringify(value).slice(0, 80));

function valueAt(root: object, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (at, key) => (typeof at === 'object' && at !== null ? Reflect.get(at, key) : undefined),
    root,
  );
}

function jsonObjectOf(text: string): object | undefined {
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === 'object' && parsed !== null ? parsed : undefined;
  } catch {
    return undefined;
  }
}

/** Reads a query as a dashboard or rule saved it. What Grafana adds of its own (refId, datasource, intervalMs …) is ignored. All faults are told at once. */
export function parseQuery({ refId, queryType, json }: DataQuery): ParsedQuery {
  const saved = jsonObjectOf(json || '{}');
  if (!saved)
    return refused(
      `Query ${refId} is not a JSON object: found ${json.slice(0, 80)}. Save it anew in the query editor.`,
    );
  // What Grafana knows of the type is only of use where the query itself does not say it.
  const migrated = migratedQuery({ ...saved, ...('queryType' in saved || queryType === '' ? {} : { queryType }) });
  if (migrated.kind === 'refused') return refused(`Query ${refId} cannot be understood: ${migrated.message}.`);
  const model = migrated.query;
  const parsed = querySchema.safeParse(model);
  if (parsed.success) return { kind: 'query', query: parsed.data };
  const faults = parsed.error.issues.map(
    (issue) => `${issue.path.join('.')}: found ${shown(valueAt(model, issue.path))}; ${issue.message}`,
  );
  return refused(`Query ${refId} cannot be understood. ${faults.join('. ')}. Correct it in the query editor.`);
}
