import { RadioButtonGroup } from '@grafana/ui';
import React from 'react';

/** One of a few words. */
export function Choose<T extends string>({
  label,
  values,
  value,
  onChange,
}: {
  readonly label: string;
  readonly values: readonly T[];
  readonly value: T;
  readonly onChange: (value: T) => void;
}): React.JSX.Element {
  return (
    <RadioButtonGroup
      aria-label={label}
      size="sm"
      options={values.map((each) => ({ label: each, value: each }))}
      value={value}
      onChange={onChange}
    />
  );
}
