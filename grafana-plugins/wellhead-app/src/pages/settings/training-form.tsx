import { Button, Field, Input } from '@grafana/ui';
import React, { useId, useState } from 'react';
import { ask } from '../frame/ask.js';
import { useMay } from '../frame/caller.js';
import { NO_MARGIN } from '../frame/no-margin.js';
import { Section } from '../frame/page.js';
import { timeText } from '../frame/say.js';
import { Shown } from '../frame/shown.js';
import { ActionNote, useAction, type Action } from '../frame/use-action.js';
import { useAsked } from '../frame/use-asked.js';
import { SettingHistory } from './setting-history.js';

interface Setting {
  readonly name: string;
  readonly value: unknown;
  readonly changedAtMs: number;
}
interface Training {
  readonly cron?: string;
}

/** The setting `training`, and the schedule where nobody has set it. */
const NAME = 'training';
const DEFAULT_CRON = '20 4 * * 0';
const CRON = /^(\S+ ){4}\S+$/;

const scheduleText = ({ cron = DEFAULT_CRON }: Training): string => `${cron} UTC`;

/** When models learn by themselves. */
export function TrainingForm(): React.JSX.Element {
  // Here and not in the form: what became of it is told also after the form shows what was saved.
  const action = useAction();
  const [saved, setSaved] = useState(0);
  const [asked, again] = useAsked('settings', () => ask<Setting[]>('GET', 'settings'));
  return (
    <Section title="Training by schedule">
      <Shown asked={asked} what="settings">
        {(settings) => (
          <Schedule
            key={String(settings.length)}
            setting={settings.find(({ name }) => name === NAME)}
            action={action}
            onSaved={() => {
              again();
              setSaved(saved + 1);
            }}
          />
        )}
      </Shown>
      <ActionNote action={action} />
      <SettingHistory name={NAME} revision={saved} say={(value) => scheduleText(value as Training)} />
    </Section>
  );
}

interface ScheduleProps {
  readonly setting: Setting | undefined;
  readonly action: Action;
  readonly onSaved: () => void;
}

function Schedule({ setting, action, onSaved }: ScheduleProps) {
  const id = useId();
  const mayEdit = useMay('editor');
  const value = (setting?.value ?? {}) as Training;
  const [cron, setCron] = useState(value.cron ?? DEFAULT_CRON);
  const wrong = !CRON.test(cron.trim());
  return (
    <form
      aria-label="Training by schedule"
      style={{ display: 'flex', gap: 16, alignItems: 'flex-end', flexWrap: 'wrap' }}
      onSubmit={(event) => {
        event.preventDefault();
        void action
          .run(async () => {
            await ask('PUT', `settings/${NAME}`, { body: { value: { ...value, cron: cron.trim() } } });
            return 'Saved: it holds within ten seconds';
          })
          .then((done) => done && onSaved());
      }}
    >
      <Field
        label="Cron, UTC"
        description={`Minute hour day month weekday; ${setting ? `set ${timeText(setting.changedAtMs)}` : 'as it comes: Sunday 04:20'}`}
        invalid={wrong}
        error="Expected five fields: minute hour day month weekday."
        htmlFor={id}
        {...NO_MARGIN}
      >
        <Input
          id={id}
          width={30}
          readOnly={!mayEdit}
          value={cron}
          onChange={(event) => setCron(event.currentTarget.value)}
        />
      </Field>
      {mayEdit && (
        <Button type="submit" disabled={wrong || action.state.kind === 'busy'}>
          Save schedule
        </Button>
      )}
    </form>
  );
}
