import { Button, Field, Input } from '@grafana/ui';
import type { AcceptedJob, FlowAnswer } from '@wellhead/contracts';
import React, { useId, useState } from 'react';
import { ask } from '../frame/ask.js';
import { useMay } from '../frame/caller.js';
import { DataTable } from '../frame/data-table.js';
import { NO_MARGIN } from '../frame/no-margin.js';
import { PackTitle } from '../frame/pack-title.js';
import { Section } from '../frame/page.js';
import { Shown } from '../frame/shown.js';
import { ActionNote, useAction, type Action } from '../frame/use-action.js';
import { useAsked } from '../frame/use-asked.js';

/** What starts a flow besides a person. */
const startText = ({ cron, after }: FlowAnswer): string =>
  [cron === undefined ? '' : `cron ${cron} (UTC)`, after === undefined ? '' : `after ${after}`]
    .filter((part) => part !== '')
    .join(', ') || 'on demand';

const start = (action: Action, name: string, days: object, onStarted: () => void): Promise<void> =>
  action
    .run(async () => {
      await ask<AcceptedJob>('POST', `flows/${encodeURIComponent(name)}/run`, { body: days });
      return `${name} was started: its run appears below`;
    })
    .then((done) => {
      if (done) onStarted();
    });

/** Flows, and starting one: for the last full day, or for days of the past. */
export function FlowTable({ onStarted }: { readonly onStarted: () => void }): React.JSX.Element {
  const mayRun = useMay('editor');
  const action = useAction();
  const [filled, setFilled] = useState<string>();
  const [asked] = useAsked('flows', () => ask<FlowAnswer[]>('GET', 'flows'));
  return (
    <Section title="Flows">
      <ActionNote action={action} />
      <Shown asked={asked} what="flows">
        {(flows) => (
          <DataTable
            label="Flows"
            rows={flows}
            keyOf={({ name }) => name}
            empty="No pack brings a flow."
            columns={[
              {
                title: 'Flow',
                cell: ({ title, name, pack }) => <PackTitle {...{ title, name, pack }} />,
              },
              { title: 'Starts', cell: startText },
              { title: 'Steps', cell: ({ steps }) => steps.map(({ name }) => name).join(' → ') },
              ...(mayRun
                ? [
                    {
                      title: 'Run',
                      kind: 'actions' as const,
                      cell: ({ name }: FlowAnswer) => (
                        <>
                          <Button
                            size="sm"
                            variant="secondary"
                            aria-label={`Run ${name} now`}
                            onClick={() => void start(action, name, {}, onStarted)}
                          >
                            Run now
                          </Button>
                          <Button
                            size="sm"
                            variant="secondary"
                            aria-label={`Back-fill ${name}`}
                            onClick={() => setFilled(name)}
                          >
                            Back-fill
                          </Button>
                        </>
                      ),
                    },
                  ]
                : []),
            ]}
          />
        )}
      </Shown>
      {filled !== undefined && (
        <BackFillForm
          key={filled}
          name={filled}
          onClose={() => setFilled(undefined)}
          onStart={(days) => {
            setFilled(undefined);
            void start(action, filled, days, onStarted);
          }}
        />
      )}
    </Section>
  );
}

/** From which day to which, both in. */
function BackFillForm({
  name,
  onStart,
  onClose,
}: {
  readonly name: string;
  readonly onStart: (days: { readonly fromDay: string; readonly toDay: string }) => void;
  readonly onClose: () => void;
}): React.JSX.Element {
  const id = useId();
  const [fromDay, setFrom] = useState('');
  const [toDay, setTo] = useState('');
  const turned = fromDay !== '' && toDay !== '' && toDay < fromDay;
  return (
    <form
      aria-label={`Back-fill ${name}`}
      style={{ display: 'flex', gap: 16, alignItems: 'flex-end', flexWrap: 'wrap' }}
      onSubmit={(event) => {
        event.preventDefault();
        onStart({ fromDay, toDay });
      }}
    >
      <Field label={`First day of ${name}`} htmlFor={`${id}from`} {...NO_MARGIN}>
        <Input id={`${id}from`} type="date" value={fromDay} onChange={(event) => setFrom(event.currentTarget.value)} />
      </Field>
      <Field
        label="Last day, in"
        htmlFor={`${id}to`}
        {...NO_MARGIN}
        invalid={turned}
        error="The last day lies before the first."
      >
        <Input id={`${id}to`} type="date" value={toDay} onChange={(event) => setTo(event.currentTarget.value)} />
      </Field>
      <Button type="submit" disabled={fromDay === '' || toDay === '' || turned}>
        Back-fill these days
      </Button>
      <Button variant="secondary" fill="text" onClick={onClose}>
        Close
      </Button>
    </form>
  );
}
