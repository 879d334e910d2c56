import React from 'react';
import type { WellheadQueryOf } from '../types.js';
import { Choice, NumberField, type Option } from './choice.js';
import type { FieldsProps } from './selection-fields.js';

const VIEWS: readonly Option<WellheadQueryOf<'ops'>['view']>[] = [
  { value: 'sources', label: 'Sources' },
  { value: 'runs', label: 'Runs' },
  { value: 'quarantine', label: 'Quarantine' },
  { value: 'quarantine-reasons', label: 'Quarantine by reason' },
  { value: 'ledger', label: 'Ledger' },
  { value: 'ledger-balance', label: 'Ledger by hour' },
  { value: 'audits', label: 'Audits of the ledger' },
  { value: 'notifications', label: 'Notifications' },
  { value: 'signals', label: 'Signals' },
  { value: 'streams', label: 'Topics, partitions and lag' },
  { value: 'events', label: 'Last events of topics' },
  { value: 'failures', label: 'Likely failures' },
  { value: 'failure-margins', label: 'Likely failures, for alert rules' },
  { value: 'failure-scores', label: 'How good warnings of failures are' },
  { value: 'groups', label: 'Groups of assets' },
];

export function OpsFields({ query, onChange }: FieldsProps<WellheadQueryOf<'ops'>>): React.JSX.Element {
  return (
    <>
      <Choice label="View" options={VIEWS} value={query.view} onChange={(view) => onChange({ ...query, view })} />
      <NumberField
        label="Rows"
        placeholder="200"
        min={1}
        value={query.limit}
        onChange={(limit) => {
          const { limit: _dropped, ...rest } = query;
          onChange(limit === undefined ? rest : { ...rest, limit: Math.round(limit) });
        }}
      />
    </>
  );
}
