import { ALERT_RULES, NOTIFY_QUEUE, notifyJobSchema, type NotifyJob } from '@wellhead/contracts';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { ServedApi } from '../../testing/serve-api.js';
import { json, problem, serveExample } from '../../testing/serve-example.js';

let api: ServedApi;
const sent: NotifyJob[] = [];
beforeAll(async () => {
  api = await serveExample();
  await api.jobs.work(NOTIFY_QUEUE, async ({ data }) => void sent.push(notifyJobSchema.parse(data)));
});
afterAll(() => api.close());

const WEBHOOK = { status: 'firing', title: '1 firing: Anomaly', message: 'well-101', alerts: [] };

it('keeps a notification and queues one job for each recipient of the setting', async () => {
  expect((await api.ask('POST', '/notifications', WEBHOOK)).status).toBe(201);
  const value = { email: ['ann@example.org'], telegram: ['-42'], slack: true };
  expect((await api.ask('PUT', '/settings/alert-recipients', { value })).status).toBe(200);
  expect((await api.ask('POST', '/notifications', WEBHOOK)).status).toBe(201);
  await expect
    .poll(() => sent.map(({ channel, to }) => `${channel} ${to}`).sort())
    .toEqual(['email ann@example.org', 'slack ', 'telegram -42']);
  expect(sent[0]).toMatchObject({ status: 'firing', title: '1 firing: Anomaly', message: 'well-101' });
});

it('refuses recipients that cannot be told, and says which', async () => {
  const refused = await api.ask('PUT', '/settings/alert-recipients', { value: { email: ['nobody'] } });
  expect(refused.status).toBe(400);
  expect((await problem(refused)).detail).toContain('email');
});

it('lists the rules with what is off, and every version of a setting with who set it', async () => {
  await api.ask('PUT', '/settings/alert-rules', { value: { off: ['wellhead-anomaly'] } });
  const rules = (await json(await api.ask('GET', '/alert-rules'))) as { uid: string; off: boolean }[];
  expect(rules).toHaveLength(ALERT_RULES.length);
  expect(rules.filter(({ off }) => off).map(({ uid }) => uid)).toEqual(['wellhead-anomaly']);
  expect(await json(await api.ask('GET', '/settings/alert-rules/history'))).toMatchObject([
    { value: { off: ['wellhead-anomaly'] }, changedBy: 'api' },
  ]);
});
