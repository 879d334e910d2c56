import React from 'react';
import type { WellheadQueryOf } from '../types.js';
import { Choice } from './choice.js';
import { SelectionFields, type FieldsProps } from './selection-fields.js';

const VIEWS = [
  { value: 'scores', label: 'Scores', description: 'z and CUSUM of each reading' },
  { value: 'margin', label: 'Margin', description: 'One number a signal, for alert rules' },
  { value: 'points', label: 'Points', description: 'For the fan chart' },
  { value: 'marks', label: 'Marks', description: 'For annotations' },
] as const;

export function AnomalyFields(props: FieldsProps<WellheadQueryOf<'anomaly'>>): React.JSX.Element {
  const { query, onChange } = props;
  return (
    <>
      <SelectionFields {...props} />
      <Choice
        label="As"
        options={VIEWS}
        value={query.view ?? 'scores'}
        onChange={(view) => onChange({ ...query, view })}
      />
    </>
  );
}
