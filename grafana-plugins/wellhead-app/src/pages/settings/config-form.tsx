import { Checkbox, Field, Input, TextArea } from '@grafana/ui';
import type { KeptModelConfig } from '@wellhead/contracts';
import React, { useId, useState } from 'react';
import { ask } from '../frame/ask.js';
import { Choose } from '../frame/choose.js';
import { FormShell } from '../frame/form-shell.js';
import { NO_MARGIN } from '../frame/no-margin.js';
import { useAction } from '../frame/use-action.js';
import { documentOf, EMPTY, textsOf, type ConfigTexts } from './config-text.js';

const LEVELS = [0.5, 0.8, 0.95] as const;
const PRIORITIES = ['high', 'normal', 'low'] as const;

/** A model configuration, written as a new version of it. */
export function ConfigForm({
  config,
  onSaved,
  onClose,
}: {
  readonly config: KeptModelConfig | undefined;
  readonly onSaved: () => void;
  readonly onClose: () => void;
}): React.JSX.Element {
  const id = useId();
  const action = useAction();
  const kept = config?.document ?? undefined;
  const [name, setName] = useState(config?.name ?? '');
  const [reason, setReason] = useState('');
  const [texts, setTexts] = useState<ConfigTexts>(kept ? textsOf(kept) : EMPTY);
  const set = (change: Partial<ConfigTexts>): void => setTexts({ ...texts, ...change });
  const save = (): void =>
    void action
      .run(async () => {
        const document = documentOf(texts, kept);
        if (document.kind === 'fault') throw new Error(document.reason);
        // What somebody else wrote while the form was open is not written over unseen.
        const body = { document: document.value, reason, basedOn: config?.version ?? 0 };
        await ask('PUT', `model-configs/${encodeURIComponent(name)}`, { body });
        return 'Saved';
      })
      .then((done) => done && onSaved());
  return (
    <FormShell
      label="Model configuration"
      action={action}
      submit="Save configuration"
      ready={name.trim() !== ''}
      onSubmit={save}
      onClose={onClose}
    >
      <Field label="Name" htmlFor={`${id}name`} {...NO_MARGIN}>
        <Input
          id={`${id}name`}
          value={name}
          disabled={config !== undefined}
          onChange={(event) => setName(event.currentTarget.value)}
        />
      </Field>
      <Field
        label="Signals"
        description="One a line, an asset and measurement.field; * stands for any text: well-* esp.temperature"
        htmlFor={`${id}signals`}
        {...NO_MARGIN}
      >
        <TextArea
          id={`${id}signals`}
          rows={4}
          value={texts.signals}
          onChange={(event) => set({ signals: event.currentTarget.value })}
        />
      </Field>
      <Field label="Horizon in steps" description="Empty: as the pack has it" htmlFor={`${id}horizon`} {...NO_MARGIN}>
        <Input
          id={`${id}horizon`}
          value={texts.horizonSteps}
          onChange={(event) => set({ horizonSteps: event.currentTarget.value })}
        />
      </Field>
      <Field
        label="Models that may be used"
        description="With commas between them; empty: all"
        htmlFor={`${id}models`}
        {...NO_MARGIN}
      >
        <Input
          id={`${id}models`}
          placeholder="holt-winters, mlp@2"
          value={texts.models}
          onChange={(event) => set({ models: event.currentTarget.value })}
        />
      </Field>
      <fieldset style={{ display: 'flex', gap: 16, margin: 0, padding: 0, border: 0 }}>
        <legend style={{ fontSize: 'inherit', margin: 0, border: 0 }}>
          Prediction intervals that are kept as telemetry (none: all)
        </legend>
        {LEVELS.map((level) => (
          <Checkbox
            key={level}
            label={`${level * 100} %`}
            value={texts.levels.includes(level)}
            onChange={(event) => {
              const wanted = event.currentTarget.checked;
              set({ levels: LEVELS.filter((each) => (each === level ? wanted : texts.levels.includes(each))) });
            }}
          />
        ))}
      </fieldset>
      <div>
        Priority{' '}
        <Choose
          label="Priority"
          values={PRIORITIES}
          value={texts.priority}
          onChange={(priority) => set({ priority })}
        />
      </div>
      <Field label="Why" htmlFor={`${id}reason`} {...NO_MARGIN}>
        <Input id={`${id}reason`} value={reason} onChange={(event) => setReason(event.currentTarget.value)} />
      </Field>
    </FormShell>
  );
}
