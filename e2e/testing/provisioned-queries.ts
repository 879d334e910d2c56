import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { provisioningDir } from '@wellhead/provisioning';
import type pg from 'pg';
import { interpolateQuery, isComplete } from 'wellhead-app/datasource/interpolate';
import type { WellheadQuery } from 'wellhead-app/datasource/types';
import { z } from 'zod';

const querySchema = z.custom<WellheadQuery>((value) => typeof value === 'object' && value !== null);
const variableSchema = z.object({
  name: z.string(),
  type: z.enum(['query', 'custom']),
  query: z.union([
    z.string(),
    z.object({
      kind: z.enum(['assets', 'signals', 'column']),
      assetKind: z.string().optional(),
      table: z.string().optional(),
      column: z.string().optional(),
    }),
  ]),
  current: z
    .object({ value: z.union([z.string(), z.array(z.string())]) })
    .partial()
    .optional(),
  multi: z.boolean().optional(),
});
type Variable = z.infer<typeof variableSchema>;
const dashboardSchema = z.object({
  title: z.string(),
  panels: z.array(z.object({ title: z.string(), targets: z.array(querySchema).default([]) })),
  templating: z.object({ list: z.array(variableSchema).default([]) }).optional(),
  annotations: z
    .object({ list: z.array(z.object({ name: z.string(), target: querySchema.optional() })).default([]) })
    .optional(),
});

export interface ProvisionedTarget {
  /** Panel or annotation, and the query's letter. */
  readonly where: string;
  /** Its variables filled in, as the frontend sends it. */
  readonly query: WellheadQuery;
}
export interface ProvisionedDashboard {
  /** Below `provisioning/dashboards`. */
  readonly file: string;
  /** Every query that opening the dashboard sends, its variables standing for what the catalogue has. */
  targetsOf(pool: pg.Pool): Promise<readonly ProvisionedTarget[]>;
}

/** Every dashboard that is provisioned. */
export async function provisionedDashboards(): Promise<readonly ProvisionedDashboard[]> {
  const folder = path.join(provisioningDir, 'dashboards');
  const files = (await readdir(folder, { recursive: true })).filter((file) => file.endsWith('.json')).toSorted();
  return Promise.all(
    files.map(async (file) => {
      const dashboard = dashboardSchema.parse(JSON.parse(await readFile(path.join(folder, file), 'utf8')));
      return { file, targetsOf: (pool: pg.Pool) => targetsOf(dashboard, pool) };
    }),
  );
}

async function targetsOf(
  { panels, templating, annotations }: z.infer<typeof dashboardSchema>,
  pool: pg.Pool,
): Promise<readonly ProvisionedTarget[]> {
  const values = new Map<string, readonly string[]>();
  for (const variable of templating?.list ?? []) values.set(variable.name, await valuesOf(variable, pool));
  const expand = (text: string): readonly string[] => {
    const name = /^\$\{?(\w+)\}?$/.exec(text)?.[1];
    if (name !== undefined && values.has(name)) return values.get(name) ?? [];
    return [text.replaceAll(/\$\{?(\w+)\}?/g, (whole, inner: string) => values.get(inner)?.[0] ?? whole)];
  };
  return [
    ...panels.flatMap(({ title, targets }) => targets.map((query) => ({ where: `${title} ${query.refId}`, query }))),
    ...(annotations?.list ?? []).flatMap(({ name, target }) =>
      target === undefined ? [] : [{ where: name, query: target }],
    ),
  ]
    .map(({ where, query }) => ({ where, query: interpolateQuery(query, expand) }))
    .filter(({ query }) => query.hide !== true && isComplete(query));
}

/** The first choice of a variable, every one of a variable of many; Grafana fills in an empty text where it offers none. */
async function valuesOf({ query, current, multi }: Variable, pool: pg.Pool): Promise<readonly string[]> {
  if (typeof query === 'string') return [current?.value ?? ''].flat();
  const offered = await offeredBy(query, pool);
  return multi === true && offered.length > 0 ? offered : [offered[0] ?? ''];
}

async function offeredBy(
  { kind, assetKind }: Exclude<Variable['query'], string>,
  pool: pg.Pool,
): Promise<readonly string[]> {
  if (kind === 'column') return [];
  const { rows } =
    kind === 'assets'
      ? await pool.query<{ value: string }>(
          'select id as value from ops.assets where $1::text is null or kind = $1 order by id',
          [assetKind ?? null],
        )
      : await pool.query<{ value: string }>(
          `select distinct measurement || '.' || field as value from ops.signals order by 1`,
        );
  return rows.map(({ value }) => value);
}
