import { Combobox, InlineField, Input, MultiCombobox } from '@grafana/ui';
import React from 'react';
import { setParams } from './address.js';
import { ALL, type ResolvedVariable } from './variables.js';

/** The row of variables above a dashboard; a choice goes into the address. */
export function VariableBar({ variables }: { readonly variables: readonly ResolvedVariable[] }): React.JSX.Element {
  return (
    <>
      {variables
        .filter(({ shown }) => shown)
        .map((variable) => (
          <InlineField key={variable.name} label={variable.label} htmlFor={`variable-${variable.name}`}>
            <VariableInput variable={variable} />
          </InlineField>
        ))}
    </>
  );
}

function VariableInput({ variable }: { readonly variable: ResolvedVariable }): React.JSX.Element {
  const { name, chosen } = variable;
  const id = `variable-${name}`;
  const set = (values: readonly string[]): void => setParams({ [`var-${name}`]: values.length === 0 ? null : values });
  if (variable.editable) {
    return <Input id={id} defaultValue={chosen[0]} width={20} onBlur={(event) => set([event.currentTarget.value])} />;
  }
  const all = variable.includeAll ? [{ label: 'All', value: ALL }] : [];
  const options = [...all, ...variable.options];
  if (variable.multi) {
    return (
      <MultiCombobox
        id={id}
        options={options}
        value={[...chosen]}
        width="auto"
        minWidth={16}
        maxWidth={40}
        onChange={(picked) => {
          const values = picked.map(({ value }) => value);
          const added = values.filter((value) => !chosen.includes(value));
          set(added.includes(ALL) ? [ALL] : values.filter((value) => value !== ALL));
        }}
      />
    );
  }
  return (
    <Combobox
      id={id}
      options={options}
      value={chosen[0] ?? null}
      width="auto"
      minWidth={16}
      maxWidth={40}
      onChange={({ value }) => set([value])}
    />
  );
}
