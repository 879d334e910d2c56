import React from 'react';
import { Page } from '../frame/page.js';
import { AlertRulesForm } from './alert-rules-form.js';
import { ForecastSchedulesForm } from './forecast-schedules-form.js';
import { ModelConfigs } from './model-configs.js';
import { Now } from './now.js';
import { RecipientsForm } from './recipients-form.js';
import { SilenceForm } from './silence-form.js';
import { TrainingForm } from './training-form.js';
import { WatchedTags } from './watched-tags.js';

/** How signals are forecast and how often, when models learn, how long silence is allowed, which rules speak and to whom, and what tags mean; forecast and train now. */
export function SettingsPage(): React.JSX.Element {
  return (
    <Page
      title="Settings"
      intro="Which signals are forecast how far, how often and by which models, when models learn, how long a signal may be silent, which alert rules speak and to whom, and what tags of other systems mean. Every version is kept."
    >
      <Now />
      <ModelConfigs />
      <ForecastSchedulesForm />
      <TrainingForm />
      <SilenceForm />
      <AlertRulesForm />
      <RecipientsForm />
      <WatchedTags />
    </Page>
  );
}
