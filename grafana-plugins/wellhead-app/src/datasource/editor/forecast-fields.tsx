import { dateTime } from '@grafana/data';
import { DateTimePicker, InlineField } from '@grafana/ui';
import React from 'react';
import type { WellheadQueryOf } from '../types.js';
import { NumberField, OptionalChoice } from './choice.js';
import { SelectionFields, type FieldsProps } from './selection-fields.js';

type ForecastQuery = WellheadQueryOf<'forecast'>;
type Optional = 'model' | 'vintages' | 'nextHours' | 'believedAtMs';

const MODELS = [
  { value: 'holt-winters@2', description: 'Level, trend and season' },
  { value: 'combination@1', description: 'Several models averaged by their past errors' },
  { value: 'theta@1', description: 'Level and half of the long trend' },
  { value: 'drift@1', description: 'On along the line from first to last' },
  { value: 'croston@1', description: 'Demand that comes now and then' },
  { value: 'double-seasonality@1', description: 'Level, day and week' },
  { value: 'arps@1', description: 'Decline of a well' },
  { value: 'seasonal-naive@1', description: 'The same as one season ago: the baseline' },
];

export function ForecastFields(props: FieldsProps<ForecastQuery>): React.JSX.Element {
  const { query, onChange } = props;
  const set = <Key extends Optional>(key: Key, value: ForecastQuery[Key] | undefined): void => {
    const { [key]: _dropped, ...rest } = query;
    onChange((value === undefined ? rest : { ...rest, [key]: value }) as ForecastQuery);
  };
  return (
    <>
      <SelectionFields {...props} />
      <OptionalChoice
        label="Model"
        placeholder="Best of each signal"
        options={MODELS}
        value={query.model}
        onChange={(model) => set('model', model)}
      />
      <NumberField
        label="Vintages"
        tooltip="How many of the newest forecasts to return; more than one brings the slider of the fan chart."
        placeholder="1"
        min={1}
        value={query.vintages}
        onChange={(vintages) =>
          set('vintages', vintages === undefined ? undefined : Math.min(200, Math.round(vintages)))
        }
      />
      <NumberField
        label="Next hours"
        tooltip="Ignore the time range and look this many hours ahead from now: for alert rules and tools without a future."
        placeholder="time range"
        min={0.01}
        value={query.nextHours}
        onChange={(nextHours) => set('nextHours', nextHours)}
      />
      <InlineField label="Believed at" labelWidth={14} tooltip="The newest forecast that had been issued by then.">
        <DateTimePicker
          clearable
          {...(query.believedAtMs === undefined ? {} : { date: dateTime(query.believedAtMs) })}
          onChange={(date) => set('believedAtMs', date?.valueOf())}
        />
      </InlineField>
    </>
  );
}
