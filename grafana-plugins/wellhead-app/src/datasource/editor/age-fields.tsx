import React from 'react';
import type { WellheadQueryOf } from '../types.js';
import { Choice } from './choice.js';
import { SelectionFields, type FieldsProps } from './selection-fields.js';

const OF = [
  { value: 'reading', label: 'Last reading' },
  { value: 'forecast', label: 'Newest forecast' },
] as const;
const MODES = [
  { value: 'seconds', label: 'Age', description: 'in seconds' },
  { value: 'overdue', label: 'Overdue', description: 'seconds beyond what is allowed; above 0 = too old' },
] as const;

export function AgeFields(props: FieldsProps<WellheadQueryOf<'age'>>): React.JSX.Element {
  const { query, onChange } = props;
  return (
    <>
      <SelectionFields {...props} />
      <Choice label="Of" options={OF} value={query.of ?? 'reading'} onChange={(of) => onChange({ ...query, of })} />
      <Choice
        label="As"
        options={MODES}
        value={query.mode ?? 'seconds'}
        onChange={(mode) => onChange({ ...query, mode })}
      />
    </>
  );
}
