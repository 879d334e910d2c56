import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { z } from 'zod';
import type { FiringAlert } from './rule-engine.js';

const alertSchema = z.object({
  status: z.string(),
  labels: z.record(z.string(), z.string()),
  annotations: z.record(z.string(), z.string()),
});
/** What a webhook of Grafana carries, the parts that are looked at; one of ours has the words alone. */
const deliverySchema = z.object({
  status: z.string(),
  title: z.string().default(''),
  message: z.string().default(''),
  alerts: z.array(alertSchema).default([]),
});
export type WebhookDelivery = z.infer<typeof deliverySchema>;
export type WebhookAlert = z.infer<typeof alertSchema>;

export interface AlertWebhook {
  readonly url: string;
  /** All that has come, and every alert in it. */
  readonly deliveries: readonly WebhookDelivery[];
  readonly alerts: readonly WebhookAlert[];
  close(): Promise<void>;
}

/** A receiver of webhooks, as somebody's own system would be one. */
export async function openAlertWebhook(): Promise<AlertWebhook> {
  const deliveries: WebhookDelivery[] = [];
  const alerts: WebhookAlert[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (part: string) => (body += part));
    request.on('end', () => {
      const delivery = deliverySchema.safeParse(JSON.parse(body));
      if (delivery.success) {
        deliveries.push(delivery.data);
        alerts.push(...delivery.data.alerts);
      }
      response.writeHead(delivery.success ? 200 : 400).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    deliveries,
    alerts,
    close: () =>
      new Promise((resolve, reject) => {
        server.closeAllConnections();
        server.close((error) => (error ? reject(error) : resolve()));
      }),
  };
}

/** Sends alerts as Grafana's contact point does. */
export async function notify(url: string, receiver: string, firing: readonly FiringAlert[]): Promise<void> {
  if (firing.length === 0) return;
  const alerts = firing.map((alert) => ({ status: 'firing', ...alert }));
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ receiver, status: 'firing', alerts }),
  });
  if (!response.ok) throw new Error(`the webhook answered ${response.status}`);
}
