import { z } from 'zod';

/** Grafana's HTTP API as one of its people uses it. Every call rejects with what Grafana said unless it answers 200. */
export interface GrafanaApi {
  get<T>(path: string, schema: z.ZodType<T>): Promise<T>;
  send<T>(method: 'POST' | 'PUT' | 'PATCH', path: string, body: object, schema: z.ZodType<T>): Promise<T>;
  /** The bare answer, where a failure is what is looked for. */
  call(method: string, path: string, body?: object): Promise<{ status: number; text: string }>;
}

export function grafanaApi(url: string, user: string, password: string): GrafanaApi {
  const authorization = `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
  const call: GrafanaApi['call'] = async (method, path, body) => {
    const answer = await fetch(url + path, {
      method,
      headers: { authorization, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: answer.status, text: await answer.text() };
  };
  const read = async <T>(schema: z.ZodType<T>, method: string, path: string, body?: object): Promise<T> => {
    const { status, text } = await call(method, path, body);
    if (status !== 200) throw new Error(`${method} ${path} answered ${status}: ${text}`);
    return schema.parse(JSON.parse(text));
  };
  return {
    call,
    get: (path, schema) => read(schema, 'GET', path),
    send: (method, path, body, schema) => read(schema, method, path, body),
  };
}

export const pluginsSchema = z.array(z.object({ id: z.string(), type: z.string(), enabled: z.boolean() }));
export const foundSchema = z.array(z.object({ uid: z.string(), title: z.string() }));

const targetSchema = z.looseObject({ refId: z.string().optional(), queryType: z.string().optional() });
const sourceSchema = z.object({ type: z.string(), uid: z.string() });
export const dashboardSchema = z.object({
  dashboard: z.object({
    title: z.string(),
    tags: z.array(z.string()),
    time: z.object({ from: z.string(), to: z.string() }),
    panels: z.array(
      z.object({
        title: z.string().optional(),
        datasource: sourceSchema.optional(),
        targets: z.array(targetSchema).optional(),
      }),
    ),
    // Grafana leaves out what a dashboard has none of.
    templating: z
      .object({
        list: z
          .array(
            z.object({
              name: z.string(),
              current: z.object({ value: z.union([z.string(), z.array(z.string())]).optional() }).optional(),
            }),
          )
          .default([]),
      })
      .prefault({}),
    annotations: z
      .object({
        list: z
          .array(z.object({ name: z.string(), datasource: sourceSchema.optional(), target: targetSchema.optional() }))
          .default([]),
      })
      .prefault({}),
  }),
});
export type Dashboard = z.infer<typeof dashboardSchema>['dashboard'];

export const answersSchema = z.object({
  results: z.record(
    z.string(),
    z.object({
      error: z.string().optional(),
      frames: z.array(z.object({ data: z.object({ values: z.array(z.array(z.unknown())) }) })).default([]),
    }),
  ),
});

const alertSchema = z.object({ state: z.string(), labels: z.record(z.string(), z.string()) });
export const rulesSchema = z.object({
  data: z.object({
    groups: z.array(
      z.object({
        rules: z.array(
          z.object({
            name: z.string(),
            state: z.string(),
            health: z.string(),
            lastError: z.string().optional(),
            lastEvaluation: z.string(),
            alerts: z.array(alertSchema).nullish(),
          }),
        ),
      }),
    ),
  }),
});

/** A dashboard's queries as the browser sends them: `$name` replaced with what each variable shows at first. Without anomalies there are no marks of them. */
export function queriesOf(
  dashboard: Dashboard,
): { what: string; mayBeEmpty: (refId: string) => boolean; body: object }[] {
  const filled = (target: object): object => {
    let json = JSON.stringify(target);
    for (const { name, current } of dashboard.templating.list) {
      const value = JSON.stringify([current?.value].flat()[0] ?? '').slice(1, -1);
      json = json.replaceAll(new RegExp(`\\$\\{${name}(:\\w+)?\\}|\\$${name}\\b`, 'g'), () => value);
    }
    // A variable of the catalogue has no value yet; nothing chosen is all.
    return JSON.parse(json, (_, value: unknown) =>
      Array.isArray(value) ? value.filter((each) => each !== '') : value,
    ) as object;
  };
  const body = (targets: readonly object[], datasource: object | undefined): object => ({
    ...dashboard.time,
    queries: targets.map((target, at) => ({
      refId: String(at),
      datasource,
      intervalMs: 3_600_000,
      maxDataPoints: 800,
      ...filled(target),
    })),
  });
  const panels = dashboard.panels
    .filter(({ targets = [] }) => targets.length > 0)
    .map(({ title, targets = [], datasource }) => ({
      what: `${dashboard.title}: ${title ?? 'panel'}`,
      mayBeEmpty: (refId: string) =>
        targets.some((target, at) => (target.refId ?? String(at)) === refId && target.queryType === 'anomaly'),
      body: body(targets, datasource),
    }));
  const annotations = dashboard.annotations.list
    .filter(({ target, datasource }) => target !== undefined && datasource?.uid === 'wellhead')
    .map(({ name, target = {}, datasource }) => ({
      what: `${dashboard.title}: annotation ${name}`,
      mayBeEmpty: () => true,
      body: body([target], datasource),
    }));
  return [...panels, ...annotations];
}
