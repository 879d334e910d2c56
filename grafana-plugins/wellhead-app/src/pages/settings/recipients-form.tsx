import { Button, Field, InlineField, InlineSwitch, TextArea } from '@grafana/ui';
import type { AlertRecipients } from '@wellhead/contracts';
import React, { useId, useState } from 'react';
import { ask } from '../frame/ask.js';
import { useMay } from '../frame/caller.js';
import { NO_MARGIN } from '../frame/no-margin.js';
import { Section } from '../frame/page.js';
import { Shown } from '../frame/shown.js';
import { ActionNote, useAction, type Action } from '../frame/use-action.js';
import { SettingHistory } from './setting-history.js';
import { useSetting } from './use-setting.js';

const NOBODY: AlertRecipients = { email: [], telegram: [], slack: false, webhook: false };

const recipientsText = ({ email, telegram, slack, webhook }: AlertRecipients): string =>
  [
    ...email,
    ...telegram.map((chat) => `Telegram ${chat}`),
    ...(slack ? ['Slack'] : []),
    ...(webhook ? ['webhook'] : []),
  ].join(', ') || 'nobody';

/** Who is told of alerts beside the log of notifications. */
export function RecipientsForm(): React.JSX.Element {
  // Here and not in the form: what became of it is told also after the form shows what was saved.
  const action = useAction();
  const [saved, setSaved] = useState(0);
  const [asked, again] = useSetting('alert-recipients', NOBODY);
  return (
    <Section title="Recipients of alerts">
      <Shown asked={asked} what="recipients">
        {(recipients) => (
          <Recipients
            key={JSON.stringify(recipients)}
            kept={recipients}
            action={action}
            onSaved={() => {
              again();
              setSaved(saved + 1);
            }}
          />
        )}
      </Shown>
      <ActionNote action={action} />
      <SettingHistory
        name="alert-recipients"
        revision={saved}
        say={(value) => recipientsText({ ...NOBODY, ...(value as Partial<AlertRecipients>) })}
      />
    </Section>
  );
}

const wordsIn = (text: string): string[] => text.split(/[\s,;]+/).filter((word) => word !== '');

interface RecipientsProps {
  readonly kept: AlertRecipients;
  readonly action: Action;
  readonly onSaved: () => void;
}

function Recipients({ kept, action, onSaved }: RecipientsProps) {
  const id = useId();
  const mayEdit = useMay('editor');
  const [email, setEmail] = useState(kept.email.join('\n'));
  const [telegram, setTelegram] = useState(kept.telegram.join('\n'));
  const [slack, setSlack] = useState(kept.slack);
  const [webhook, setWebhook] = useState(kept.webhook);
  if (!mayEdit) return <p style={{ margin: 0 }}>{recipientsText(kept)}</p>;
  const save = (): void =>
    void action
      .run(async () => {
        const value: AlertRecipients = { email: wordsIn(email), telegram: wordsIn(telegram), slack, webhook };
        await ask('PUT', 'settings/alert-recipients', { body: { value } });
        return `From now on alerts are told to ${recipientsText(value)}`;
      })
      .then((done) => done && onSaved());
  return (
    <form
      aria-label="Recipients of alerts"
      style={{ display: 'flex', flexDirection: 'column', gap: 16, maxWidth: 560 }}
      onSubmit={(event) => {
        event.preventDefault();
        save();
      }}
    >
      <Field
        label="E-mail"
        description="One address a line. The environment has the mail server: SMTP_URL, REPORT_MAIL_FROM"
        htmlFor={`${id}email`}
        {...NO_MARGIN}
      >
        <TextArea id={`${id}email`} rows={3} value={email} onChange={(event) => setEmail(event.currentTarget.value)} />
      </Field>
      <Field
        label="Telegram"
        description="One chat a line, its number or @channel, that the bot of TELEGRAM_BOT_TOKEN is in"
        htmlFor={`${id}telegram`}
        {...NO_MARGIN}
      >
        <TextArea
          id={`${id}telegram`}
          rows={2}
          value={telegram}
          onChange={(event) => setTelegram(event.currentTarget.value)}
        />
      </Field>
      <div>
        <InlineField label="Slack" tooltip="The channel behind ALERT_SLACK_URL" transparent>
          <InlineSwitch aria-label="Slack" value={slack} onChange={(event) => setSlack(event.currentTarget.checked)} />
        </InlineField>
        <InlineField label="Webhook" tooltip="The address ALERT_WEBHOOK_URL" transparent>
          <InlineSwitch
            aria-label="Webhook"
            value={webhook}
            onChange={(event) => setWebhook(event.currentTarget.checked)}
          />
        </InlineField>
      </div>
      <div>
        <Button type="submit" disabled={action.state.kind === 'busy'}>
          Save recipients
        </Button>
      </div>
    </form>
  );
}
