import {
  ALERT_RECIPIENTS_SETTING,
  ALERT_RULES,
  ALERT_RULES_SETTING,
  type AlertRecipients,
  alertRecipientsSchema,
  alertRulesSettingSchema,
  NOTIFY_QUEUE,
  type NotifyJob,
} from '@wellhead/contracts';
import { listNotifications, readSetting, saveNotification } from '@wellhead/stores';
import { z } from 'zod';
import { numberParameter } from '../http/parse.js';
import { route, type Route } from '../http/route.js';

const notificationSchema = z.object({
  id: z.number(),
  receivedAtMs: z.number(),
  status: z.string(),
  title: z.string(),
  message: z.string(),
  body: z.record(z.string(), z.unknown()),
});
/** What Grafana's webhook contact point sends, the parts that we show; all of it is kept. */
const webhookSchema = z
  .looseObject({
    status: z.string().max(100).describe('firing or resolved'),
    title: z.string().max(10_000).default(''),
    message: z.string().max(100_000).default(''),
  })
  .describe('the body of Grafana’s webhook contact point');

/** One that cannot be reached is tried for about an hour. */
const RETRIES = { retries: 30, retryDelaySeconds: 120, expireSeconds: 60 };

const recipientsOf = (recipients: AlertRecipients | undefined): readonly Pick<NotifyJob, 'channel' | 'to'>[] => [
  ...(recipients?.email ?? []).map((to) => ({ channel: 'email' as const, to })),
  ...(recipients?.telegram ?? []).map((to) => ({ channel: 'telegram' as const, to })),
  ...(recipients?.slack ? [{ channel: 'slack' as const, to: '' }] : []),
  ...(recipients?.webhook ? [{ channel: 'webhook' as const, to: '' }] : []),
];

const ruleSchema = z.object({ uid: z.string(), title: z.string(), off: z.boolean() });

/** The log of alert notifications: Grafana's default contact point writes here. */
export const notificationRoutes: readonly Route[] = [
  route({
    method: 'get',
    path: '/alert-rules',
    summary: 'The alert rules that Wellhead brings, and which are switched off (PUT /settings/alert-rules)',
    role: 'viewer',
    answer: z.array(ruleSchema),
    handle: async ({ services: { stores } }) => {
      const setting = await readSetting(stores.pool, ALERT_RULES_SETTING, alertRulesSettingSchema);
      return ALERT_RULES.map(({ uid, title }) => ({ uid, title, off: setting?.off.includes(uid) ?? false }));
    },
  }),
  route({
    method: 'get',
    path: '/notifications',
    summary: 'Alert notifications, the newest first',
    role: 'viewer',
    query: z.object({ limit: numberParameter.pipe(z.number().min(1).max(1_000)).optional().describe('100') }),
    answer: z.array(notificationSchema),
    handle: async ({ query, services: { stores } }) => [...(await listNotifications(stores.pool, query.limit))],
  }),
  route({
    method: 'post',
    path: '/notifications',
    summary: 'Keep an alert notification (Grafana’s webhook) and tell its recipients',
    role: 'editor',
    body: webhookSchema,
    answer: z.object({ id: z.number() }),
    status: 201,
    handle: async ({ body, services: { stores, jobs, log } }) => {
      const { status, title, message } = body;
      const id = await saveNotification(stores.pool, { status, title, message, body });
      const recipients = await readSetting(stores.pool, ALERT_RECIPIENTS_SETTING, alertRecipientsSchema);
      for (const recipient of recipientsOf(recipients))
        await jobs.send(NOTIFY_QUEUE, { ...recipient, status, title, message } satisfies NotifyJob, RETRIES);
      log.info({ id, status, title }, 'notification received');
      return { id };
    },
  }),
];
