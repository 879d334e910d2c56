import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { z } from 'zod';
import type { FiringAlert } from './rule-engine.js';

const alertSchema = z.object({
  status: z.string(),
  labels: z.record(z.string(), z.string()),
  annotations: z.record(z.string(), z.string()),
});
/** What a webhook of Grafana carries, the parts that are looked at. */
const deliverySchema = z.object({ receiver: z.string(), status: z.string(), alerts: z.array(alertSchema) });
export type WebhookAlert = z.infer<typeof alertSchema>;

export interface AlertWebhook {
  readonly url: string;
  /** Every alert that has come. */
  readonly alerts: readonly WebhookAlert[];
  close(): Promise<void>;
}

/** A receiver of webhooks, as somebody's own system would be one. */
export async function openAlertWebhook(): Promise<AlertWebhook> {
  const alerts: WebhookAlert[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (part: string) => (body += part));
    request.on('end', () => {
      const delivery = deliverySchema.safeParse(JSON.parse(body));
      if (delivery.success) alerts.push(...delivery.data.alerts);
      response.writeHead(delivery.success ? 200 : 400).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
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
