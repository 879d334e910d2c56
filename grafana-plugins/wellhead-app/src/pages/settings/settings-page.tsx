import { Button } from '@grafana/ui';
import type { AcceptedJob } from '@wellhead/contracts';
import React from 'react';
import { ask } from '../frame/ask.js';
import { useMay } from '../frame/caller.js';
import { followJob } from '../frame/follow-job.js';
import { Page, Section } from '../frame/page.js';
import { ActionNote, useAction } from '../frame/use-action.js';
import { AlertRulesForm } from './alert-rules-form.js';
import { ModelConfigs } from './model-configs.js';
import { RecipientsForm } from './recipients-form.js';
import { TrainingForm } from './training-form.js';
import { WatchedTags } from './watched-tags.js';

/** How signals are forecast, when models learn, which rules speak and to whom, and what tags mean; forecast and train now. */
export function SettingsPage(): React.JSX.Element {
  return (
    <Page
      title="Settings"
      intro="Which signals are forecast how far and by which models, when models learn, which alert rules speak and to whom, and what tags of other systems mean. Every version is kept."
    >
      <Now />
      <ModelConfigs />
      <TrainingForm />
      <AlertRulesForm />
      <RecipientsForm />
      <WatchedTags />
    </Page>
  );
}

/** What the forecaster does by schedule, done now. The page waits for the end; Pipelines shows how far it is. */
function Now(): React.JSX.Element | null {
  const mayEdit = useMay('editor');
  const action = useAction();
  if (!mayEdit) return null;
  const start = (path: string, done: string): void =>
    void action.run(async () => followJob(await ask<AcceptedJob>('POST', path, { body: {} }), () => done));
  const busy = action.state.kind === 'busy';
  return (
    <Section title="Now">
      <div style={{ display: 'flex', gap: 8, alignItems: 'center' }}>
        <Button disabled={busy} onClick={() => start('forecasts/run', 'All signals with a horizon are forecast anew')}>
          Forecast now
        </Button>
        <Button
          variant="secondary"
          disabled={busy}
          onClick={() => start('models/train', 'Models have learnt: Models shows the candidates and their figures')}
        >
          Train now
        </Button>
        {busy && <span role="status">It is queued or goes on: Pipelines shows its run and log.</span>}
      </div>
      <ActionNote action={action} />
    </Section>
  );
}
