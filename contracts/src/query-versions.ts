/**
 * Saved queries by version: dashboards and rules keep a query as it was written, for years. A change of the shape of queries adds a step here, and old
 * ones are still understood, wherever they are saved.
 */

/** Version that queries are written in; one without a version is of the first shape. */
export const QUERY_VERSION = 1;

type Saved = Readonly<Record<string, unknown>>;

/** What turns a query of version `at` into one of `at + 1`. */
const STEPS: readonly ((query: Saved) => Saved)[] = [
  // Version 1 only says that it is version 1.
  (query) => query,
];

export type MigratedQuery =
  { readonly kind: 'query'; readonly query: Saved } | { readonly kind: 'refused'; readonly message: string };

/** The query in today's shape; refused where a newer Wellhead wrote it. Pure. */
export function migratedQuery(saved: Saved): MigratedQuery {
  const { version = 0, ...query } = saved;
  if (typeof version !== 'number' || !Number.isInteger(version) || version < 0)
    return {
      kind: 'refused',
      message: `version: found ${JSON.stringify(version)}, expected a whole number up to ${QUERY_VERSION}`,
    };
  if (version > QUERY_VERSION)
    return {
      kind: 'refused',
      message: `it was saved by a newer Wellhead (version ${version} of queries, this one knows ${QUERY_VERSION}): update Wellhead, or choose its type anew in the query editor`,
    };
  return {
    kind: 'query',
    query: { ...STEPS.slice(version).reduce((older, step) => step(older), query), version: QUERY_VERSION },
  };
}
