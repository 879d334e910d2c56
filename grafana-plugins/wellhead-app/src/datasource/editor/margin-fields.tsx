import React from 'react';
import type { WellheadQueryOf } from '../types.js';
import { Choice, NumberField, type Option } from './choice.js';
import { LimitChoices } from './limit-choices.js';
import { SelectionFields, type FieldsProps } from './selection-fields.js';

const OF = [
  { value: 'last', label: 'Last reading' },
  { value: 'forecast', label: 'Forecast' },
  { value: 'band', label: 'Forecast band' },
] as const;
const QUANTILES: readonly Option<number>[] = [
  { value: 0.5, label: 'Median (P50)' },
  { value: 0.1, label: 'P10' },
  { value: 0.25, label: 'P25' },
  { value: 0.75, label: 'P75' },
  { value: 0.9, label: 'P90' },
  { value: 0.025, label: 'P2.5' },
  { value: 0.975, label: 'P97.5' },
];

export function MarginFields(props: FieldsProps<WellheadQueryOf<'margin'>>): React.JSX.Element {
  const { query, onChange } = props;
  return (
    <>
      <SelectionFields {...props} />
      <Choice label="Value" options={OF} value={query.of ?? 'last'} onChange={(of) => onChange({ ...query, of })} />
      {query.of === 'forecast' && (
        <>
          <Choice
            label="Quantile"
            options={QUANTILES}
            value={query.quantile ?? 0.5}
            onChange={(quantile) => onChange({ ...query, quantile })}
          />
          <NumberField
            label="Next hours"
            tooltip="Look this far ahead. Empty: the whole forecast."
            placeholder="whole forecast"
            min={0.01}
            value={query.nextHours}
            onChange={(nextHours) => {
              const { nextHours: _dropped, ...rest } = query;
              onChange(nextHours === undefined ? rest : { ...rest, nextHours });
            }}
          />
        </>
      )}
      <LimitChoices value={query.limits} onChange={(limits) => onChange({ ...query, limits })} />
    </>
  );
}
