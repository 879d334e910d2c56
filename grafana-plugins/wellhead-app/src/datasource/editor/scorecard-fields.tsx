import React from 'react';
import type { WellheadQueryOf } from '../types.js';
import { Choice, NumberField, type Option } from './choice.js';
import { SelectionFields, type FieldsProps } from './selection-fields.js';

type ScorecardQuery = WellheadQueryOf<'scorecard'>;

const VIEWS = [
  { value: 'backtest', label: 'Back-test', description: 'The newest one of each model' },
  { value: 'rolling', label: 'Table', description: 'All figures of forecasts as they were issued' },
  { value: 'series', label: 'By day', description: 'One figure, as it was on each day' },
  { value: 'numbers', label: 'Numbers', description: 'One figure as it is now' },
  { value: 'drift', label: 'Drift', description: 'Bias and coverage beyond chance, for alert rules' },
] as const;
const GROUPINGS = [
  { value: 'signal', label: 'Signal and model' },
  { value: 'model', label: 'Model' },
  { value: 'all', label: 'All published' },
] as const;
const METRICS: readonly Option<NonNullable<ScorecardQuery['metric']>>[] = [
  { value: 'mase', label: 'MASE' },
  { value: 'wape', label: 'WAPE' },
  { value: 'skill', label: 'Skill against the seasonal naive' },
  { value: 'bias', label: 'Bias' },
  { value: 'pinball', label: 'Pinball loss' },
  { value: 'coverage-50', label: 'Coverage of the 50 % interval' },
  { value: 'coverage-80', label: 'Coverage of the 80 % interval' },
  { value: 'coverage-95', label: 'Coverage of the 95 % interval' },
  { value: 'interval-score-50', label: 'Interval score at 50 %' },
  { value: 'interval-score-80', label: 'Interval score at 80 %' },
  { value: 'interval-score-95', label: 'Interval score at 95 %' },
];

export function ScorecardFields(props: FieldsProps<ScorecardQuery>): React.JSX.Element {
  const { query, onChange } = props;
  const view = query.view ?? 'backtest';
  return (
    <>
      <SelectionFields {...props} />
      <Choice label="As" options={VIEWS} value={view} onChange={(next) => onChange({ ...query, view: next })} />
      {view !== 'backtest' && view !== 'drift' && (
        <Choice
          label="Rolled up by"
          options={GROUPINGS}
          value={query.by ?? 'signal'}
          onChange={(by) => onChange({ ...query, by })}
        />
      )}
      {(view === 'series' || view === 'numbers') && (
        <Choice
          label="Figure"
          options={METRICS}
          value={query.metric ?? 'mase'}
          onChange={(metric) => onChange({ ...query, metric })}
        />
      )}
      {view !== 'backtest' && (
        <NumberField
          label="Days"
          tooltip="Forecasts issued within so many days before the end of the time range, or before each day."
          placeholder="28"
          min={1}
          value={query.windowDays}
          onChange={(windowDays) => {
            const { windowDays: _dropped, ...rest } = query;
            onChange(windowDays === undefined ? rest : { ...rest, windowDays: Math.round(windowDays) });
          }}
        />
      )}
    </>
  );
}
