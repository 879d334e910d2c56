import React from 'react';
import type { WellheadQueryOf } from '../types.js';
import { Choice } from './choice.js';
import { LimitChoices } from './limit-choices.js';
import { SelectionFields, type FieldsProps } from './selection-fields.js';

const VIEWS = [
  { value: 'list', label: 'List', description: 'A row a limit' },
  { value: 'probability', label: 'Probability', description: 'One number a limit, for alert rules' },
  { value: 'seconds', label: 'Time to breach', description: 'Seconds from now, for alert rules' },
  { value: 'marks', label: 'Marks', description: 'For annotations' },
  { value: 'history', label: 'History', description: 'Predictions of the time range and what became of them' },
] as const;
const QUANTILES = [
  { value: 0.5, label: 'P50' },
  { value: 0.1, label: 'P10' },
  { value: 0.9, label: 'P90' },
] as const;

export function BreachFields(props: FieldsProps<WellheadQueryOf<'breach'>>): React.JSX.Element {
  const { query, onChange } = props;
  return (
    <>
      <SelectionFields {...props} />
      <Choice
        label="As"
        options={VIEWS}
        value={query.view ?? 'list'}
        onChange={(view) => onChange({ ...query, view })}
      />
      {query.view === 'seconds' && (
        <Choice
          label="Quantile"
          options={QUANTILES}
          value={query.quantile ?? 0.5}
          onChange={(quantile) => onChange({ ...query, quantile })}
        />
      )}
      <LimitChoices value={query.limits} onChange={(limits) => onChange({ ...query, limits })} />
    </>
  );
}
