import { querySchema } from '@wellhead/contracts';
import { z } from 'zod';

const SCREEN_PX = 1_366;
const COLUMNS = 24;
const MS_OF = { d: 86_400_000, h: 3_600_000, m: 60_000 };

const targetSchema = z.looseObject({ refId: z.string(), queryType: z.string() });
const dashboardSchema = z.object({
  time: z.object({ from: z.string(), to: z.string() }),
  annotations: z
    .object({ list: z.array(z.object({ name: z.string(), target: targetSchema.optional() })).optional() })
    .optional(),
  panels: z.array(
    z.object({
      title: z.string().default(''),
      timeFrom: z.string().nullish(),
      gridPos: z.object({ w: z.number() }),
      targets: z.array(targetSchema).optional(),
    }),
  ),
});

export interface PanelQueries {
  readonly title: string;
  readonly queries: readonly {
    readonly refId: string;
    readonly queryType: string;
    readonly json: Buffer;
    readonly timeRange: { readonly fromEpochMS: number; readonly toEpochMS: number };
    readonly maxDataPoints: number;
    readonly intervalMS: number;
  }[];
}
export interface Page {
  readonly name: string;
  readonly panels: readonly PanelQueries[];
}

/** What opening a dashboard asks: the queries of each panel and annotation, with variables filled in and ranges as Grafana would. */
export function pageOf(
  name: string,
  dashboard: unknown,
  variables: Readonly<Record<string, readonly string[]>>,
  nowMs: number,
): Page {
  const { time, panels, annotations } = dashboardSchema.parse(JSON.parse(JSON.stringify(dashboard)));
  const [fromMs, toMs] = [momentOf(time.from, nowMs), momentOf(time.to, nowMs)];
  const asked = panels.map(({ title, timeFrom, gridPos, targets = [] }) => {
    const maxDataPoints = Math.floor((gridPos.w / COLUMNS) * SCREEN_PX);
    const from = timeFrom ? momentOf(`now-${timeFrom}`, nowMs) : fromMs;
    return panelOf(title, targets, { fromEpochMS: from, toEpochMS: timeFrom ? nowMs : toMs }, maxDataPoints, variables);
  });
  const notes = (annotations?.list ?? []).map(({ name: title, target }) =>
    panelOf(title, target ? [target] : [], { fromEpochMS: fromMs, toEpochMS: toMs }, 100, variables),
  );
  return { name, panels: [...asked, ...notes].filter(({ queries }) => queries.length > 0) };
}

function panelOf(
  title: string,
  targets: readonly z.infer<typeof targetSchema>[],
  timeRange: { readonly fromEpochMS: number; readonly toEpochMS: number },
  maxDataPoints: number,
  variables: Readonly<Record<string, readonly string[]>>,
): PanelQueries {
  const intervalMS = Math.max(1_000, Math.round((timeRange.toEpochMS - timeRange.fromEpochMS) / maxDataPoints));
  return {
    title,
    queries: targets.map((target) => {
      const query = querySchema.parse(filled(target, variables));
      const json = Buffer.from(JSON.stringify(query));
      return { refId: target.refId, queryType: query.queryType, json, timeRange, maxDataPoints, intervalMS };
    }),
  };
}

/** A list takes every value of a variable, a text the first. */
function filled(value: unknown, variables: Readonly<Record<string, readonly string[]>>): unknown {
  const valuesOf = (text: unknown): readonly string[] | undefined =>
    typeof text === 'string' && text.startsWith('$') ? variables[text.slice(1)] : undefined;
  if (Array.isArray(value))
    return value.flatMap((each: unknown): readonly unknown[] => valuesOf(each) ?? [filled(each, variables)]);
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, filled(each, variables)]));
  return valuesOf(value)?.[0] ?? value;
}

function momentOf(text: string, nowMs: number): number {
  const [, sign, count, unit] = /^now(?:([+-])(\d+)([dhm]))?$/.exec(text) ?? [];
  if (sign === undefined) return nowMs;
  return nowMs + (sign === '-' ? -1 : 1) * Number(count) * MS_OF[unit as keyof typeof MS_OF];
}
