import { InlineField, InlineSwitch } from '@grafana/ui';
import React from 'react';
import type { WellheadQueryOf } from '../types.js';
import { Choice, NumberField, type Option } from './choice.js';
import { SelectionFields, type FieldsProps } from './selection-fields.js';

type Aggregate = NonNullable<WellheadQueryOf<'telemetry'>['aggregate']>;

const AGGREGATES: readonly Option<Aggregate>[] = [
  { value: 'envelope', label: 'Envelope', description: 'Smallest and largest: no spike is lost' },
  { value: 'mean', label: 'Mean' },
  { value: 'min', label: 'Minimum' },
  { value: 'max', label: 'Maximum' },
  { value: 'sum', label: 'Sum' },
  { value: 'count', label: 'Count', description: 'How many readings' },
  { value: 'first', label: 'First' },
  { value: 'last', label: 'Last' },
  { value: 'newest', label: 'Newest', description: 'One reading a signal, the last of the time range' },
  { value: 'course', label: 'Course', description: 'About 120 values and the newest reading, as a tile draws it' },
  { value: 'raw', label: 'Every reading', description: 'As received' },
];

const MS_PER_SECOND = 1_000;

export function TelemetryFields(props: FieldsProps<WellheadQueryOf<'telemetry'>>): React.JSX.Element {
  const { query, onChange } = props;
  return (
    <>
      <SelectionFields {...props} />
      <Choice
        label="Each interval"
        options={AGGREGATES}
        value={query.aggregate ?? 'envelope'}
        onChange={(aggregate) => onChange({ ...query, aggregate })}
      />
      <NumberField
        label="Interval, s"
        tooltip="Length of an interval in seconds. Empty: as wide as the panel can show."
        placeholder="automatic"
        min={0.001}
        value={query.windowMs === undefined ? undefined : query.windowMs / MS_PER_SECOND}
        onChange={(seconds) => onChange(withInterval(query, seconds))}
      />
      <InlineField label="Quality" tooltip="A field that says which readings are not good, and why.">
        <InlineSwitch
          aria-label="Quality"
          value={query.quality ?? false}
          onChange={(event) => onChange(withFlag(query, 'quality', event.currentTarget.checked))}
        />
      </InlineField>
      <InlineField
        label="Live"
        tooltip="New readings are drawn as they come, without a refresh: where the time range ends now, for every reading, envelope, last and newest."
      >
        <InlineSwitch
          aria-label="Live"
          value={query.live ?? false}
          onChange={(event) => onChange(withFlag(query, 'live', event.currentTarget.checked))}
        />
      </InlineField>
    </>
  );
}

function withInterval(query: WellheadQueryOf<'telemetry'>, seconds: number | undefined): WellheadQueryOf<'telemetry'> {
  const { windowMs: _dropped, ...rest } = query;
  return seconds === undefined ? rest : { ...rest, windowMs: Math.round(seconds * MS_PER_SECOND) };
}

/** A flag that is off is not saved. */
function withFlag(
  query: WellheadQueryOf<'telemetry'>,
  flag: 'quality' | 'live',
  on: boolean,
): WellheadQueryOf<'telemetry'> {
  const { [flag]: _dropped, ...rest } = query;
  return on ? { ...rest, [flag]: on } : rest;
}
