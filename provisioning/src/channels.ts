/** What a message is made of: names of the templates (notifications.ts). */
export const TEXTS = {
  title: '{{ template "wellhead.title" . }}',
  message: '{{ template "wellhead.message" . }}',
};

export interface AlertChannel {
  readonly uid: string;
  readonly type: string;
  readonly settings: Readonly<Record<string, unknown>>;
}

/**
 * Where Grafana itself tells of alerts beside the notification log: receivers that are added to the contact point `wellhead` when a Grafana of our own
 * starts, each only where all variables that it names are set in Grafana's environment; an empty address would stop Grafana from starting.
 */
export const ALERT_CHANNELS: Readonly<Record<'email' | 'telegram' | 'slack' | 'webhook', AlertChannel>> = {
  email: {
    uid: 'wellhead-email',
    type: 'email',
    // Without a text of its own Grafana writes one with every label and no sentence.
    settings: { addresses: '${GRAFANA_ALERT_EMAIL}', singleEmail: true, subject: TEXTS.title, message: TEXTS.message },
  },
  telegram: {
    uid: 'wellhead-telegram',
    type: 'telegram',
    settings: {
      bottoken: '${GRAFANA_ALERT_TELEGRAM_TOKEN}',
      chatid: '${GRAFANA_ALERT_TELEGRAM_CHAT}',
      message: `${TEXTS.title}\n${TEXTS.message}`,
      // Texts hold signs that are markup elsewhere: a “<” of a limit, an “_” of a signal.
      parse_mode: 'None',
    },
  },
  slack: {
    uid: 'wellhead-slack',
    type: 'slack',
    settings: { url: '${GRAFANA_ALERT_SLACK_URL}', title: TEXTS.title, text: TEXTS.message },
  },
  webhook: {
    uid: 'wellhead-webhook',
    type: 'webhook',
    settings: { url: '${GRAFANA_ALERT_WEBHOOK_URL}', httpMethod: 'POST', ...TEXTS },
  },
};
