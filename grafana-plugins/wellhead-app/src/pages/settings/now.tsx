import { Button } from '@grafana/ui';
import type { AcceptedJob, RunAnswer } from '@wellhead/contracts';
import React from 'react';
import { ask } from '../frame/ask.js';
import { useMay } from '../frame/caller.js';
import { followJob } from '../frame/follow-job.js';
import { Section } from '../frame/page.js';
import { ProgressBar } from '../frame/progress-bar.js';
import { ActionNote, useAction } from '../frame/use-action.js';
import { useAsked } from '../frame/use-asked.js';
import { progressText, shareOf, told } from './run-progress.js';

const WHILE_WAITING_MS = 1_000;
const OTHERWISE_MS = 15_000;
/** What the forecaster does when it is asked. */
const ACTIONS = [
  { title: 'Forecast now', path: 'forecasts/run', done: 'All signals with a horizon are forecast anew' },
  {
    title: 'Train now',
    path: 'models/train',
    done: 'Models have learnt: Models shows the candidates and their figures',
  },
] as const;

/** What the forecaster does by schedule, done now; and how far everything is that it does, whoever started it. */
export function Now(): React.JSX.Element {
  const mayEdit = useMay('editor');
  const actions = [useAction(), useAction()] as const;
  const waits = actions.some(({ state }) => state.kind === 'busy');
  const [asked, again] = useAsked(
    'running',
    () => ask<RunAnswer[]>('GET', 'runs', { query: { state: 'running' } }),
    waits ? WHILE_WAITING_MS : OTHERWISE_MS,
  );
  const running = asked.kind === 'here' ? told(asked.value) : [];
  return (
    <Section title="Now">
      {mayEdit && (
        <div style={{ display: 'flex', gap: 8, alignItems: 'center' }}>
          {ACTIONS.map(({ title, path, done }, at) => (
            <Button
              key={path}
              variant={at === 0 ? 'primary' : 'secondary'}
              disabled={actions[at]?.state.kind === 'busy'}
              onClick={() =>
                void actions[at]
                  ?.run(async () => followJob(await ask<AcceptedJob>('POST', path, { body: {} }), () => done))
                  .then(again)
              }
            >
              {title}
            </Button>
          ))}
        </div>
      )}
      <div role="status" style={{ display: 'flex', flexDirection: 'column', gap: 8 }}>
        {running.map(({ id, kind, name, progress }) => (
          <ProgressBar
            key={id}
            label={`${kind === 'model' ? 'Training' : 'Forecast'} ${name}`}
            text={progressText(progress)}
            share={shareOf(progress)}
          />
        ))}
        {running.length === 0 && (waits ? 'It waits for the forecaster.' : 'Nothing is trained or forecast just now.')}
      </div>
      {actions.map((action, at) => (
        <ActionNote key={ACTIONS[at]?.path} action={action} />
      ))}
    </Section>
  );
}
