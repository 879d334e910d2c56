import { Button, Field, Input, Select, Switch } from '@grafana/ui';
import React, { useId, useState } from 'react';
import { ask } from '../frame/ask.js';
import { askDoor } from '../frame/ask-door.js';
import { NO_MARGIN } from '../frame/no-margin.js';
import { Section } from '../frame/page.js';
import { Shown } from '../frame/shown.js';
import { ActionNote, useAction } from '../frame/use-action.js';
import { useAsked } from '../frame/use-asked.js';
import { fieldKindOf, fieldValueOf, type FieldKind, type RecordColumn } from './record-values.js';

interface RecordType {
  readonly pack: string;
  readonly type: string;
  readonly key: readonly string[];
  readonly columns: readonly RecordColumn[];
}
interface RecordsAnswer {
  readonly rows: readonly { readonly outcome: 'accepted' | 'refused'; readonly reason?: string }[];
}

const INPUT_TYPES: Readonly<Record<Exclude<FieldKind, 'switch'>, string>> = {
  text: 'text',
  number: 'text',
  list: 'text',
  date: 'date',
  time: 'datetime-local',
};

/** One record of a type that a pack declares, entered by a form made of its schema. */
export function RecordForm(): React.JSX.Element {
  const id = useId();
  const [chosen, setChosen] = useState<string>();
  const [asked] = useAsked('record-types', () => ask<RecordType[]>('GET', 'record-types'));
  return (
    <Section title="Record">
      <Shown asked={asked} what="record types">
        {(types) => {
          const type = types.find((each) => each.type === chosen);
          return (
            <>
              <Field label="Type" htmlFor={id} {...NO_MARGIN}>
                <Select
                  inputId={id}
                  aria-label="Record type"
                  width={40}
                  options={types.map((each) => ({ label: each.type, value: each.type, description: each.pack }))}
                  value={chosen ?? null}
                  placeholder={types.length === 0 ? 'no pack declares records' : 'choose'}
                  onChange={({ value }) => setChosen(value)}
                />
              </Field>
              {type && <Fields key={type.type} type={type} />}
            </>
          );
        }}
      </Shown>
    </Section>
  );
}

function Fields({ type }: { readonly type: RecordType }): React.JSX.Element {
  const id = useId();
  const action = useAction();
  const [texts, setTexts] = useState<Readonly<Record<string, string>>>({});
  const [sent, setSent] = useState(false);
  const values = type.columns.map((column) => ({ column, of: fieldValueOf(column, texts[column.name] ?? '') }));
  const faulty = values.some(({ of }) => of.kind === 'fault');
  const set = (name: string, text: string): void => setTexts({ ...texts, [name]: text });
  const enter = (): void => {
    setSent(true);
    if (faulty) return;
    void action.run(async () => {
      const row = Object.fromEntries(
        values.map(({ column, of }) => [column.name, of.kind === 'value' ? of.value : null]),
      );
      const body = new Blob([JSON.stringify([row])], { type: 'application/json' });
      const { rows } = await askDoor<RecordsAnswer>('intake', 'POST', `records/${encodeURIComponent(type.type)}`, {
        body,
      });
      if (rows[0]?.outcome === 'refused') throw new Error(rows[0].reason ?? 'The record was refused.');
      setTexts({});
      setSent(false);
      return 'The record is entered';
    });
  };
  return (
    <form
      aria-label={`Record ${type.type}`}
      style={{ display: 'flex', flexDirection: 'column', gap: 16, maxWidth: 480 }}
      onSubmit={(event) => {
        event.preventDefault();
        enter();
      }}
    >
      {values.map(({ column, of }) => {
        const kind = fieldKindOf(column);
        return (
          <Field
            key={column.name}
            label={`${column.name}${column.required ? ' *' : ''}`}
            description={column.description}
            invalid={sent && of.kind === 'fault'}
            error={of.kind === 'fault' ? of.reason : undefined}
            htmlFor={id + column.name}
            {...NO_MARGIN}
          >
            {kind === 'switch' ? (
              <Switch
                id={id + column.name}
                value={texts[column.name] === 'true'}
                onChange={(event) => set(column.name, String(event.currentTarget.checked))}
              />
            ) : (
              <Input
                id={id + column.name}
                type={INPUT_TYPES[kind]}
                placeholder={kind === 'list' ? '1,5; 2; 3' : ''}
                value={texts[column.name] ?? ''}
                onChange={(event) => set(column.name, event.currentTarget.value)}
              />
            )}
          </Field>
        );
      })}
      <p>The same {type.key.join(' and ')} again replaces the record.</p>
      <ActionNote action={action} />
      <div>
        <Button type="submit" disabled={action.state.kind === 'busy'}>
          Enter record
        </Button>
      </div>
    </form>
  );
}
