import { Combobox, Field, Input } from '@grafana/ui';
import type { Signal, TagMapping } from '@wellhead/contracts';
import React, { useId, useState } from 'react';
import { ask } from '../frame/ask.js';
import { FormShell } from '../frame/form-shell.js';
import { NO_MARGIN } from '../frame/no-margin.js';
import { useAction } from '../frame/use-action.js';
import { useAsked } from '../frame/use-asked.js';

export interface TagTexts {
  readonly tag: string;
  readonly asset: string;
  /** `measurement.field` */
  readonly signal: string;
  readonly unit: string;
}

/** Which signal a tag is; assets and signals are chosen from the catalogue, or named anew. */
export function TagForm({
  texts,
  onSaved,
  onClose,
}: {
  readonly texts: TagTexts;
  readonly onSaved: () => void;
  readonly onClose: () => void;
}): React.JSX.Element {
  const id = useId();
  const action = useAction();
  const [tag, setTag] = useState(texts.tag);
  const [asset, setAsset] = useState(texts.asset);
  const [signal, setSignal] = useState(texts.signal);
  const [unit, setUnit] = useState(texts.unit);
  const [signals] = useAsked('signals', () => ask<Signal[]>('GET', 'signals'));
  const known = signals.kind === 'here' ? signals.value : [];
  const optionsOf = (values: readonly string[]) =>
    [...new Set(values)].sort().map((value) => ({ label: value, value }));
  const dot = signal.indexOf('.');
  const save = (): void =>
    void action
      .run(async () => {
        const mapping: TagMapping = {
          tag: tag.trim(),
          asset,
          measurement: signal.slice(0, dot),
          field: signal.slice(dot + 1),
          unit: unit.trim(),
        };
        await ask('PUT', 'tags', { body: { tags: [mapping] } });
        return 'Saved';
      })
      .then((done) => done && onSaved());
  return (
    <FormShell
      label="Watched tag"
      action={action}
      submit="Save tag"
      ready={tag.trim() !== '' && asset !== '' && dot >= 1}
      onSubmit={save}
      onClose={onClose}
    >
      <Field label="Tag" description="Its name in the system it comes from" htmlFor={`${id}tag`} {...NO_MARGIN}>
        <Input
          id={`${id}tag`}
          value={tag}
          disabled={texts.tag !== ''}
          onChange={(event) => setTag(event.currentTarget.value)}
        />
      </Field>
      <Field label="Asset" htmlFor={`${id}asset`} {...NO_MARGIN}>
        <Combobox
          id={`${id}asset`}
          options={optionsOf(known.map((one) => one.asset))}
          createCustomValue
          value={asset}
          onChange={({ value }) => setAsset(value)}
        />
      </Field>
      <Field label="Signal" description="measurement.field" htmlFor={`${id}signal`} {...NO_MARGIN}>
        <Combobox
          id={`${id}signal`}
          options={optionsOf(
            known
              .filter((one) => asset === '' || one.asset === asset)
              .map(({ measurement, field }) => `${measurement}.${field}`),
          )}
          createCustomValue
          value={signal}
          onChange={({ value }) => setSignal(value)}
        />
      </Field>
      <Field
        label="Unit of its values"
        description="Empty: that of the signal; another one is converted on the way in"
        htmlFor={`${id}unit`}
        {...NO_MARGIN}
      >
        <Input id={`${id}unit`} value={unit} onChange={(event) => setUnit(event.currentTarget.value)} />
      </Field>
    </FormShell>
  );
}
