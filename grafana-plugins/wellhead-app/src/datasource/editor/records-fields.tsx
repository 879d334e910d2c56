import React from 'react';
import type { WellheadQueryOf } from '../types.js';
import { Choice, Choices } from './choice.js';
import { RowFields } from './row-fields.js';
import { columnOptions, tableOptions } from './options-of.js';
import type { FieldsProps } from './selection-fields.js';

export function RecordsFields({
  query,
  catalogue,
  onChange,
}: FieldsProps<WellheadQueryOf<'records'>>): React.JSX.Element {
  const columns = columnOptions(catalogue.recordTypes, query.type);
  return (
    <>
      <Choice
        label="Record type"
        options={tableOptions(catalogue.recordTypes)}
        value={query.type === '' ? undefined : query.type}
        onChange={(type) => onChange({ ...query, type, columns: [], filters: [], orderBy: [] })}
      />
      <Choices
        label="Columns"
        placeholder="All columns"
        options={columns}
        value={query.columns}
        onChange={(chosen) => onChange({ ...query, columns: chosen })}
      />
      <RowFields columns={columns} query={query} onChange={(change) => onChange({ ...query, ...change })} />
    </>
  );
}
