import { Button, Field, Input } from '@grafana/ui';
import React, { useId, useState } from 'react';
import { NO_MARGIN } from '../frame/no-margin.js';

/** What rows are looked for; text within the reason, else whole names. */
export interface Filter {
  readonly source?: string;
  readonly refusedBy?: string;
  readonly reason?: string;
  readonly asset?: string;
}

const FIELDS = [
  ['reason', 'Reason contains', 'out of range', 28],
  ['source', 'Source', 'till 1', 18],
  ['refusedBy', 'Refused by', 'parser', 18],
  ['asset', 'Asset', 'well-101', 18],
] as const;

/** Asks only when somebody says so: a search goes over all that was ever refused. */
export function FilterForm({
  filter,
  onChange,
}: {
  readonly filter: Filter;
  readonly onChange: (filter: Filter) => void;
}): React.JSX.Element {
  const id = useId();
  const [typed, setTyped] = useState<Filter>(filter);
  return (
    <form
      aria-label="Filter"
      style={{ display: 'flex', flexWrap: 'wrap', gap: 16, alignItems: 'flex-end' }}
      onSubmit={(event) => {
        event.preventDefault();
        const given = Object.entries(typed as Record<string, string>).filter(([, text]) => text.trim() !== '');
        onChange(Object.fromEntries(given.map(([name, text]) => [name, text.trim()])));
      }}
    >
      {FIELDS.map(([name, label, placeholder, width]) => (
        <Field key={name} label={label} htmlFor={id + name} {...NO_MARGIN}>
          <Input
            id={id + name}
            width={width}
            placeholder={placeholder}
            value={typed[name] ?? ''}
            onChange={(event) => setTyped({ ...typed, [name]: event.currentTarget.value })}
          />
        </Field>
      ))}
      <Button type="submit" variant="secondary" icon="filter">
        Filter
      </Button>
    </form>
  );
}
