import { getTemplateSrv } from '@grafana/runtime';
import { AutoSizeInput, Combobox, InlineField, MultiCombobox, type ComboboxOption } from '@grafana/ui';
import React, { useId } from 'react';
import { Named } from '../../inputs/named.js';

/** The few inputs that every query type is edited with. Lists serve; typing is only needed for numbers and new texts. */

export interface Option<T extends string | number = string> {
  readonly value: T;
  readonly label?: string;
  readonly description?: string;
}

interface LabelProps {
  readonly label: string;
  readonly tooltip?: string;
}

const LABEL_WIDTH = 14;
const mutable = <T extends string | number>(options: readonly Option<T>[]): ComboboxOption<T>[] =>
  options.map((option) => ({ ...option }));

/** Dashboard variables, offered beside the catalogue's names. */
const variables = (): Option[] =>
  getTemplateSrv()
    .getVariables()
    .map(({ name }) => ({ value: `$${name}`, description: 'Dashboard variable' }));

export interface ChoiceProps<T extends string | number> extends LabelProps {
  readonly options: readonly Option<T>[];
  readonly value: T | undefined;
  readonly onChange: (value: T) => void;
  readonly width?: number;
}

/** One of a list. */
export function Choice<T extends string | number>(props: ChoiceProps<T>): React.JSX.Element {
  const id = useId();
  return (
    <InlineField label={props.label} labelWidth={LABEL_WIDTH} tooltip={props.tooltip} htmlFor={id}>
      <Combobox
        id={id}
        width={props.width ?? 26}
        placeholder="Choose"
        options={mutable(props.options)}
        value={props.value ?? null}
        onChange={({ value }) => props.onChange(value)}
      />
    </InlineField>
  );
}

export interface OptionalChoiceProps extends LabelProps {
  readonly options: readonly Option[];
  readonly value: string | undefined;
  readonly placeholder: string;
  readonly onChange: (value: string | undefined) => void;
}

/** One of a list, a variable, a text of one's own, or none. */
export function OptionalChoice(props: OptionalChoiceProps): React.JSX.Element {
  const id = useId();
  return (
    <InlineField label={props.label} labelWidth={LABEL_WIDTH} tooltip={props.tooltip} htmlFor={id}>
      <Combobox
        id={id}
        width={26}
        isClearable
        createCustomValue
        placeholder={props.placeholder}
        options={mutable([...variables(), ...props.options])}
        value={props.value === undefined || props.value === '' ? null : props.value}
        onChange={(option) => props.onChange(option?.value)}
      />
    </InlineField>
  );
}

export interface ChoicesProps extends LabelProps {
  readonly options: readonly Option[];
  readonly value: readonly string[] | undefined;
  readonly placeholder: string;
  readonly onChange: (values: string[]) => void;
}

/** Any of a list; none chosen has the meaning that the placeholder says. */
export function Choices(props: ChoicesProps): React.JSX.Element {
  const id = useId();
  return (
    <InlineField label={props.label} labelWidth={LABEL_WIDTH} tooltip={props.tooltip} htmlFor={id}>
      <Named name={props.label}>
        <MultiCombobox
          id={id}
          width="auto"
          minWidth={26}
          maxWidth={60}
          // A typed text stands before the names that match it, so Enter would take it: only where there is nothing to choose.
          createCustomValue={props.options.length === 0}
          placeholder={props.placeholder}
          options={mutable([...variables(), ...props.options])}
          value={[...(props.value ?? [])]}
          onChange={(options) => props.onChange(options.map(({ value }) => value))}
        />
      </Named>
    </InlineField>
  );
}

export interface NumberFieldProps extends LabelProps {
  readonly value: number | undefined;
  readonly placeholder: string;
  readonly min: number;
  readonly onChange: (value: number | undefined) => void;
}

/** A number, or empty for the default that the placeholder names. Taken over when the field is left. */
export function NumberField(props: NumberFieldProps): React.JSX.Element {
  const id = useId();
  const commit = (text: string): void => {
    const value = Number(text);
    props.onChange(text.trim() === '' || !Number.isFinite(value) || value < props.min ? undefined : value);
  };
  return (
    <InlineField label={props.label} labelWidth={LABEL_WIDTH} tooltip={props.tooltip} htmlFor={id}>
      <AutoSizeInput
        id={id}
        type="number"
        minWidth={12}
        min={props.min}
        defaultValue={props.value}
        placeholder={props.placeholder}
        onCommitChange={(event) => commit(event.currentTarget.value)}
      />
    </InlineField>
  );
}
