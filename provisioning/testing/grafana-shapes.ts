import { z } from 'zod';

/**
 * What Grafana's provisioning reads, key by key, with the checks it makes: a key it does not know is ignored there and would be a
 * silent fault here, so every object is strict. From the Go types and readers of Grafana 12.2 (pkg/services/provisioning).
 */

/** Prometheus' durations: `1m`, `1h30m`; zero is `0s`. */
const durationSchema = z
  .string()
  .regex(/^(\d+y)?(\d+w)?(\d+d)?(\d+h)?(\d+m)?(\d+s)?(\d+ms)?$/)
  .min(2);
const uidSchema = z.string().regex(/^[A-Za-z0-9_-]{1,40}$/);
const jsonSchema = z.record(z.string(), z.json());

export const dataSourcesFileSchema = z.strictObject({
  apiVersion: z.literal(1),
  datasources: z.array(
    z.strictObject({
      orgId: z.number().int().optional(),
      name: z.string().min(1),
      uid: uidSchema,
      type: z.string().min(1),
      access: z.enum(['proxy', 'direct']),
      url: z.string().optional(),
      user: z.string().optional(),
      isDefault: z.boolean().optional(),
      editable: z.boolean().optional(),
      jsonData: jsonSchema.optional(),
      secureJsonData: z.record(z.string(), z.string()).optional(),
    }),
  ),
});

/** Apps are read as version 0 whatever the file says: `org_id`, not `orgId`. */
export const pluginsFileSchema = z.strictObject({
  apiVersion: z.literal(1),
  apps: z.array(
    z.strictObject({
      type: z.string().min(1),
      org_id: z.number().int().min(1),
      disabled: z.boolean(),
      jsonData: jsonSchema,
      secureJsonData: z.record(z.string(), z.string()).optional(),
    }),
  ),
});

export const dashboardsFileSchema = z.strictObject({
  apiVersion: z.literal(1),
  providers: z.array(
    z.strictObject({
      name: z.string().min(1),
      orgId: z.number().int(),
      folder: z.string(),
      folderUid: uidSchema,
      type: z.literal('file'),
      disableDeletion: z.boolean(),
      editable: z.boolean(),
      allowUiUpdates: z.boolean(),
      updateIntervalSeconds: z.number().int().positive(),
      options: z.strictObject({ path: z.string().min(1) }),
    }),
  ),
});

const EXPRESSION = '__expr__';

const ruleQuerySchema = z
  .strictObject({
    refId: z.string().min(1),
    queryType: z.string().optional(),
    // Whole seconds only: the reader refuses anything else.
    relativeTimeRange: z.strictObject({ from: z.number().int(), to: z.number().int() }),
    datasourceUid: z.string().min(1),
    model: jsonSchema,
  })
  .refine(({ datasourceUid, relativeTimeRange: { from, to } }) => datasourceUid === EXPRESSION || from > to, {
    message: 'the time range of a query must have from > to',
  })
  .refine(({ refId, model }) => model.refId === refId, { message: 'the model must carry the refId of its query' });

export const ruleSchema = z
  .strictObject({
    uid: uidSchema,
    title: z.string().min(1).max(190),
    condition: z.string().min(1),
    data: z.array(ruleQuerySchema).min(1),
    noDataState: z.enum(['NoData', 'Alerting', 'OK', 'KeepLast']),
    execErrState: z.enum(['Error', 'Alerting', 'OK', 'KeepLast']),
    for: durationSchema,
    annotations: z.record(z.string(), z.string()),
    labels: z.record(z.string(), z.string()),
    isPaused: z.boolean(),
    notification_settings: z.strictObject({
      receiver: z.string().min(1),
      group_by: z.array(z.string()).refine((names) => names.includes('alertname') && names.includes('grafana_folder'), {
        message: 'group_by must contain alertname and grafana_folder',
      }),
      // Longer than an evaluation, and a second breach of the same kind would not be told within one.
      group_wait: z.string().regex(/^[1-5]?\ds$/),
      group_interval: z.string().regex(/^[1-5]?\ds$/),
    }),
  })
  .refine(({ condition, data }) => data.some(({ refId }) => refId === condition), {
    message: 'the condition must be one of the queries',
  })
  .refine(({ data }) => new Set(data.map(({ refId }) => refId)).size === data.length, {
    message: 'refIds must be unique',
  });

export const alertingFileSchema = z.strictObject({
  apiVersion: z.literal(1),
  groups: z
    .array(
      z.strictObject({
        orgId: z.number().int(),
        name: z.string().min(1),
        folder: z.string().min(1),
        interval: durationSchema,
        rules: z.array(ruleSchema).min(1),
      }),
    )
    .optional(),
  contactPoints: z
    .array(
      z.strictObject({
        orgId: z.number().int(),
        name: z.string().min(1),
        receivers: z.array(
          z.strictObject({
            uid: uidSchema,
            type: z.literal('webhook'),
            disableResolveMessage: z.boolean(),
            settings: z.strictObject({
              url: z.string().min(1),
              httpMethod: z.enum(['POST', 'PUT']),
              authorization_scheme: z.string(),
              authorization_credentials: z.string(),
              title: z.string(),
              message: z.string(),
            }),
          }),
        ),
      }),
    )
    .optional(),
  templates: z
    .array(z.strictObject({ orgId: z.number().int(), name: z.string().min(1), template: z.string().min(1) }))
    .optional(),
  policies: z
    .array(
      z.strictObject({
        orgId: z.number().int(),
        receiver: z.string().min(1),
        group_by: z.array(z.string()),
        group_wait: durationSchema,
        group_interval: durationSchema,
        repeat_interval: durationSchema,
      }),
    )
    .optional(),
});

/** What `os.ExpandEnv` and Grafana's own expander do to a value: `$$` is kept as one `$`, a variable that is not set is empty. */
export function interpolate(value: string, env: Readonly<Record<string, string>>): string {
  return value
    .split('$$')
    .map((part) =>
      part.replace(/\$(?:\{(\w+)\}|(\w+))/g, (_, braced?: string, bare?: string) => env[braced ?? bare ?? ''] ?? ''),
    )
    .join('$');
}

const text = z.string().min(1);
/** A receiver that is added to the contact point: the settings that Grafana reads of its type. */
export const channelFileSchema = z
  .array(
    z.discriminatedUnion('type', [
      z.strictObject({
        uid: uidSchema,
        type: z.literal('email'),
        settings: z.strictObject({ addresses: text, singleEmail: z.boolean(), subject: text, message: text }),
      }),
      z.strictObject({
        uid: uidSchema,
        type: z.literal('telegram'),
        settings: z.strictObject({
          bottoken: text,
          chatid: text,
          message: text,
          parse_mode: z.enum(['None', 'HTML', 'Markdown', 'MarkdownV2']),
        }),
      }),
      z.strictObject({
        uid: uidSchema,
        type: z.literal('slack'),
        settings: z.strictObject({ url: text, title: text, text }),
      }),
      z.strictObject({
        uid: uidSchema,
        type: z.literal('webhook'),
        settings: z.strictObject({ url: text, httpMethod: z.enum(['POST', 'PUT']), title: text, message: text }),
      }),
    ]),
  )
  .length(1);
