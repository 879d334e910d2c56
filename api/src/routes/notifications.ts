import { listNotifications, saveNotification } from '@wellhead/stores';
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

/** The log of alert notifications: Grafana's default contact point writes here. */
export const notificationRoutes: readonly Route[] = [
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
    summary: 'Keep an alert notification (Grafana’s webhook)',
    role: 'editor',
    body: webhookSchema,
    answer: z.object({ id: z.number() }),
    status: 201,
    handle: async ({ body, services: { stores, log } }) => {
      const { status, title, message } = body;
      const id = await saveNotification(stores.pool, { status, title, message, body });
      log.info({ id, status, title }, 'notification received');
      return { id };
    },
  }),
];
