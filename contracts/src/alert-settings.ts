import { z } from 'zod';

/** What people set about alerts in the app. It holds from the next evaluation on, in every Grafana, for it is read where rules ask: here. */

/** An alert rule that Wellhead brings: the uid that Grafana knows it by, and what it is called. */
export const ALERT_RULES = [
  { uid: 'wellhead-breached-now', title: 'Limit breached now' },
  { uid: 'wellhead-predicted-p50', title: 'Limit predicted to be breached (P50)' },
  { uid: 'wellhead-predicted-p90', title: 'Limit may be breached (P90)' },
  { uid: 'wellhead-anomaly', title: 'Anomaly' },
  { uid: 'wellhead-failure', title: 'Failure likely' },
  { uid: 'wellhead-outside-band', title: 'Outside its forecast band' },
  { uid: 'wellhead-no-data', title: 'No data' },
  { uid: 'wellhead-forecast-stale', title: 'Forecast stale' },
  { uid: 'wellhead-model-drift', title: 'Model drift' },
  { uid: 'wellhead-source-lag', title: 'Source lags' },
] as const;

export const ALERT_RULES_SETTING = 'alert-rules';
export const alertRulesSettingSchema = z.strictObject({
  off: z.array(z.string().min(1).max(40)).max(200).default([]).describe('uids of rules that shall say nothing'),
});
export type AlertRulesSetting = z.infer<typeof alertRulesSettingSchema>;

/** Who is told of alerts beside the notification log. Addresses that are secrets come from the environment of the pipelines. */
export const ALERT_RECIPIENTS_SETTING = 'alert-recipients';
export const alertRecipientsSchema = z.strictObject({
  email: z.array(z.email()).max(100).default([]),
  telegram: z
    .array(z.string().regex(/^(-?\d{1,20}|@\w{5,32})$/, 'expected the number of a chat, or @channel'))
    .max(100)
    .default([])
    .describe('chats that the bot of TELEGRAM_BOT_TOKEN is in'),
  slack: z.boolean().default(false).describe('the channel behind ALERT_SLACK_URL'),
  webhook: z.boolean().default(false).describe('the address ALERT_WEBHOOK_URL'),
});
export type AlertRecipients = z.infer<typeof alertRecipientsSchema>;

/** One notification to one recipient: a job of its own, so that one that cannot be reached is tried again without telling the others twice. */
export const NOTIFY_QUEUE = 'notify';
export const notifyJobSchema = z.object({
  channel: z.enum(['email', 'telegram', 'slack', 'webhook']),
  /** Address or chat; empty: the one of the environment. */
  to: z.string(),
  title: z.string(),
  message: z.string(),
  status: z.string(),
});
export type NotifyJob = z.infer<typeof notifyJobSchema>;
