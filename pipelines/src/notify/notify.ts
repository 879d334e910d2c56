import type { NotifyJob } from '@wellhead/contracts';
import { createTransport } from 'nodemailer';

/** Where alert notifications leave to; secrets, from the environment. */
export interface NotifyConfig {
  readonly smtpUrl?: string | undefined;
  readonly mailFrom?: string | undefined;
  readonly webhookUrl?: string | undefined;
  readonly slackUrl?: string | undefined;
  readonly telegramToken?: string | undefined;
  /** Of Telegram's bots; default: theirs. */
  readonly telegramUrl?: string | undefined;
}

const SENDING_MS = 30_000;
const TELEGRAM_LETTERS = 4_000;

/** Sends one notification to one recipient. Rejects with what is to be done when it was not taken; secrets of addresses are left out. */
export async function notify(config: NotifyConfig, { channel, to, title, message, status }: NotifyJob): Promise<void> {
  const text = `${title}\n\n${message}`;
  switch (channel) {
    case 'email':
      return mail(config, to, title, message);
    case 'telegram': {
      const { telegramToken, telegramUrl = 'https://api.telegram.org' } = config;
      if (telegramToken === undefined) throw new Error(`Telegram chat ${to} was not told: set TELEGRAM_BOT_TOKEN.`);
      return post('Telegram', `${telegramUrl}/bot${telegramToken}/sendMessage`, {
        chat_id: to,
        text: text.slice(0, TELEGRAM_LETTERS),
      });
    }
    case 'slack':
      if (config.slackUrl === undefined) throw new Error('Slack was not told: set ALERT_SLACK_URL.');
      return post('Slack', config.slackUrl, { text });
    case 'webhook':
      if (config.webhookUrl === undefined) throw new Error('The webhook was not told: set ALERT_WEBHOOK_URL.');
      return post('The webhook', config.webhookUrl, { status, title, message });
    default:
      return channel satisfies never;
  }
}

async function mail({ smtpUrl, mailFrom }: NotifyConfig, to: string, subject: string, text: string): Promise<void> {
  if (smtpUrl === undefined || mailFrom === undefined)
    throw new Error(`${to} was not told: set SMTP_URL and REPORT_MAIL_FROM.`);
  const transport = createTransport({ url: smtpUrl, connectionTimeout: SENDING_MS, socketTimeout: SENDING_MS });
  try {
    await transport.sendMail({ from: mailFrom, to, subject, text });
  } finally {
    transport.close();
  }
}

async function post(who: string, url: string, body: object): Promise<void> {
  const { host } = new URL(url);
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(SENDING_MS),
  }).catch((cause: unknown) => {
    throw new Error(`${who} at ${host} cannot be reached.`, { cause });
  });
  if (!response.ok) throw new Error(`${who} at ${host} answered ${response.status}.`);
}
