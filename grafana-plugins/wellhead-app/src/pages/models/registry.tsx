import { Badge, Button, type BadgeColor } from '@grafana/ui';
import type { AcceptedJob, JudgedModel, ModelTransition } from '@wellhead/contracts';
import React, { useState } from 'react';
import { ask } from '../frame/ask.js';
import { useMay } from '../frame/caller.js';
import { DataTable } from '../frame/data-table.js';
import { followJob } from '../frame/follow-job.js';
import { Section } from '../frame/page.js';
import { timeText } from '../frame/say.js';
import { Shown } from '../frame/shown.js';
import { ActionNote, useAction } from '../frame/use-action.js';
import { useAsked } from '../frame/use-asked.js';
import { BringForm } from './bring-form.js';
import { StepForm, type Step } from './step-form.js';

const COLORS: Readonly<Record<JudgedModel['status'], BadgeColor>> = {
  candidate: 'blue',
  champion: 'green',
  retired: 'purple',
};
const figure = (value: number | null | undefined): string => (value == null ? '–' : value.toPrecision(4));
const nameOf = ({ name, version }: JudgedModel): string => `${name}@${version}`;

/** Versions with a file: champion against candidate, and the steps from one to the other. */
export function Registry(): React.JSX.Element {
  const mayEdit = useMay('editor');
  const action = useAction();
  const [step, setStep] = useState<Step>();
  const [bringing, setBringing] = useState(false);
  const [opened, setOpened] = useState<string>();
  const [asked, again] = useAsked('models', () => ask<JudgedModel[]>('GET', 'models'));
  const backTest = ({ name, version }: JudgedModel): void =>
    void action
      .run(async () => {
        const job = await ask<AcceptedJob>('POST', `models/${name}/${version}/back-test`, { body: {} });
        return followJob(job, () => `${name}@${version} was tried: its figures are below`);
      })
      .then(again);
  return (
    <Section
      title="Versions"
      actions={
        mayEdit && (
          <Button icon="upload" variant="secondary" onClick={() => setBringing(true)}>
            Bring a model
          </Button>
        )
      }
    >
      <ActionNote action={action} />
      {bringing && <BringForm onClose={() => setBringing(false)} onBrought={again} />}
      {step && (
        <StepForm
          key={`${step.kind} ${nameOf(step.model)}`}
          step={step}
          onClose={() => setStep(undefined)}
          onDone={() => {
            setStep(undefined);
            again();
          }}
        />
      )}
      <Shown asked={asked} what="versions">
        {(models) => (
          <DataTable
            label="Versions"
            rows={models}
            keyOf={nameOf}
            empty="No model with a file is registered: models that are worked out by formula need none."
            columns={[
              {
                title: 'Version',
                cell: (model) => (
                  <>
                    {nameOf(model)}
                    <small>{model.card.describes}</small>
                  </>
                ),
              },
              { title: 'Status', cell: ({ status }) => <Badge color={COLORS[status]} text={status} /> },
              { title: 'Error', kind: 'number', cell: ({ backTest: test }) => figure(test?.error) },
              { title: 'Champion’s', kind: 'number', cell: ({ backTest: test }) => figure(test?.incumbentError) },
              { title: 'Naive', kind: 'number', cell: ({ backTest: test }) => figure(test?.naiveError) },
              { title: 'May become champion', cell: ({ gate }) => (gate === null ? 'yes' : `no: ${gate}`) },
              { title: 'From', cell: ({ createdBy, createdAtMs }) => `${createdBy}, ${timeText(createdAtMs)}` },
              {
                title: 'Steps',
                kind: 'actions',
                cell: (model) => (
                  <>
                    {mayEdit && model.status !== 'champion' && (
                      <>
                        <Button
                          size="sm"
                          variant="secondary"
                          aria-label={`Try ${nameOf(model)}`}
                          disabled={action.state.kind === 'busy'}
                          onClick={() => backTest(model)}
                        >
                          Try
                        </Button>
                        <Button
                          size="sm"
                          variant="secondary"
                          aria-label={`Promote ${nameOf(model)}`}
                          onClick={() => setStep({ kind: 'promote', model })}
                        >
                          Promote
                        </Button>
                      </>
                    )}
                    {mayEdit && model.status !== 'retired' && (
                      <Button
                        size="sm"
                        variant="secondary"
                        aria-label={`Retire ${nameOf(model)}`}
                        onClick={() => setStep({ kind: 'retire', model })}
                      >
                        Retire
                      </Button>
                    )}
                    <Button
                      size="sm"
                      variant="secondary"
                      fill="text"
                      aria-label={`History of ${model.name}`}
                      onClick={() => setOpened(model.name)}
                    >
                      History
                    </Button>
                  </>
                ),
              },
            ]}
          />
        )}
      </Shown>
      {opened !== undefined && <History key={`${opened} ${step === undefined}`} name={opened} />}
    </Section>
  );
}

function History({ name }: { readonly name: string }): React.JSX.Element {
  const [asked] = useAsked(name, () => ask<ModelTransition[]>('GET', `models/${encodeURIComponent(name)}/history`));
  return (
    <Section title={`History of ${name}`}>
      <Shown asked={asked} what="history">
        {(steps) => (
          <DataTable
            label={`History of ${name}`}
            rows={steps}
            keyOf={({ version, changedAtMs, to }) => `${version} ${changedAtMs} ${to}`}
            empty="Nothing has happened to it."
            columns={[
              { title: 'When', cell: ({ changedAtMs }) => timeText(changedAtMs) },
              { title: 'Version', kind: 'number', cell: ({ version }) => version },
              { title: 'Step', cell: ({ from, to }) => `${from ?? 'registered'} → ${to}` },
              { title: 'Who', cell: ({ changedBy }) => changedBy },
              { title: 'Why', cell: ({ reason }) => reason },
            ]}
          />
        )}
      </Shown>
    </Section>
  );
}
