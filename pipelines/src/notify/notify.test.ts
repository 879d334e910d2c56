import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { NotifyJob } from '@wellhead/contracts';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { notify } from './notify.js';

let server: Server;
let url: string;
let status = 200;
const got: { path: string | undefined; body: unknown }[] = [];
beforeAll(async () => {
  server = createServer((request, response) => {
    let text = '';
    request.on('data', (part: Buffer) => (text += part.toString()));
    request.on('end', () => {
      got.push({ path: request.url, body: JSON.parse(text) });
      response.writeHead(status).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => server.close());
beforeEach(() => {
  got.length = 0;
  status = 200;
});

const job = (channel: NotifyJob['channel'], to = ''): NotifyJob => ({
  channel,
  to,
  title: '1 firing: Limit breached now',
  message: 'esp.temperature of well-101 is 4.00 beyond its high limit',
  status: 'firing',
});
const TEXT = '1 firing: Limit breached now\n\nesp.temperature of well-101 is 4.00 beyond its high limit';

it('tells a chat of Telegram, a channel of Slack and a webhook, each in its own words', async () => {
  await notify({ telegramToken: '1:x', telegramUrl: url }, job('telegram', '-42'));
  await notify({ slackUrl: `${url}/hook` }, job('slack'));
  await notify({ webhookUrl: `${url}/told` }, job('webhook'));
  const { title, message } = job('webhook');
  expect(got).toEqual([
    { path: '/bot1:x/sendMessage', body: { chat_id: '-42', text: TEXT } },
    { path: '/hook', body: { text: TEXT } },
    { path: '/told', body: { status: 'firing', title, message } },
  ]);
});

it('says what is missing in the environment, and what answered no, without the secret of the address', async () => {
  await expect(notify({}, job('email', 'a@example.org'))).rejects.toThrow('set SMTP_URL and REPORT_MAIL_FROM');
  await expect(notify({}, job('telegram', '1'))).rejects.toThrow('set TELEGRAM_BOT_TOKEN');
  await expect(notify({}, job('slack'))).rejects.toThrow('set ALERT_SLACK_URL');
  status = 403;
  const refused = await notify({ slackUrl: `${url}/secret` }, job('slack')).catch((error: unknown) => String(error));
  expect(refused).toMatch(/^Error: Slack at 127\.0\.0\.1:\d+ answered 403\.$/);
});
