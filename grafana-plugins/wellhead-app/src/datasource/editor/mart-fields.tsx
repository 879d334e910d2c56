import { Button, IconButton, InlineFieldRow } from '@grafana/ui';
import React from 'react';
import type { WellheadQueryOf } from '../types.js';
import { Choice, Choices, OptionalChoice, type Option } from './choice.js';
import { columnOptions, tableOptions } from './options-of.js';
import { RowFields } from './row-fields.js';
import type { FieldsProps } from './selection-fields.js';

type MartQuery = WellheadQueryOf<'mart'>;
type Aggregates = NonNullable<MartQuery['aggregates']>;

const FUNCTIONS: readonly Option<Aggregates[number]['fn']>[] = [
  { value: 'sum', label: 'Sum' },
  { value: 'mean', label: 'Mean' },
  { value: 'count', label: 'Count' },
  { value: 'min', label: 'Minimum' },
  { value: 'max', label: 'Maximum' },
  { value: 'distinct', label: 'Distinct' },
];
const SHAPES = [
  { value: 'table', label: 'Table' },
  { value: 'series', label: 'Time series' },
] as const;

export function MartFields({ query, catalogue, onChange }: FieldsProps<MartQuery>): React.JSX.Element {
  const columns = columnOptions(catalogue.marts, query.table);
  return (
    <>
      <Choice
        label="Table"
        options={tableOptions(catalogue.marts)}
        value={query.table === '' ? undefined : query.table}
        onChange={(table) =>
          onChange(
            freshTable(
              query,
              table,
              catalogue.marts.find(({ name }) => name === table),
            ),
          )
        }
      />
      <Choices
        label="Columns"
        placeholder="None"
        options={columns}
        value={query.columns}
        onChange={(chosen) => onChange({ ...query, columns: chosen })}
      />
      <Choices
        label="Group by"
        placeholder="No groups"
        options={columns}
        value={query.groupBy}
        onChange={(groupBy) => onChange({ ...query, groupBy })}
      />
      <AggregateFields
        columns={columns}
        aggregates={query.aggregates ?? []}
        onChange={(aggregates) => onChange({ ...query, aggregates })}
      />
      <OptionalChoice
        label="Time"
        tooltip="The column of the time: rows outside the time range are left out."
        placeholder="every row"
        options={columns}
        value={query.timeColumn}
        onChange={(timeColumn) => {
          const { timeColumn: _dropped, ...rest } = query;
          onChange(timeColumn === undefined ? rest : { ...rest, timeColumn });
        }}
      />
      <Choice label="As" options={SHAPES} value={query.as ?? 'table'} onChange={(as) => onChange({ ...query, as })} />
      <RowFields columns={columns} query={query} onChange={(change) => onChange({ ...query, ...change })} />
    </>
  );
}

/** A new table starts with all its columns, so that something is seen at once. */
function freshTable(
  query: MartQuery,
  table: string,
  found:
    { readonly timeColumn: string | undefined; readonly columns: readonly { readonly name: string }[] } | undefined,
): MartQuery {
  const { timeColumn: _dropped, ...rest } = query;
  const fresh = { ...rest, table, columns: (found?.columns ?? []).map(({ name }) => name) };
  const empty = { ...fresh, groupBy: [], aggregates: [], filters: [], orderBy: [] };
  return found?.timeColumn === undefined ? empty : { ...empty, timeColumn: found.timeColumn };
}

function AggregateFields(props: {
  readonly columns: readonly Option[];
  readonly aggregates: Aggregates;
  readonly onChange: (aggregates: Aggregates) => void;
}): React.JSX.Element {
  const { columns, aggregates, onChange } = props;
  const replace = (index: number, aggregate: Aggregates[number]): void =>
    onChange(aggregates.map((each, at) => (at === index ? aggregate : each)));
  return (
    <>
      {aggregates.map((aggregate, index) => (
        <InlineFieldRow key={index}>
          <Choice
            label="Calculate"
            width={16}
            options={FUNCTIONS}
            value={aggregate.fn}
            onChange={(fn) => replace(index, { ...aggregate, fn })}
          />
          <Choice
            label="of"
            options={columns}
            value={aggregate.column}
            onChange={(column) => replace(index, { ...aggregate, column })}
          />
          <IconButton
            name="trash-alt"
            aria-label={`Remove the ${aggregate.fn} of ${aggregate.column}`}
            onClick={() => onChange(aggregates.filter((_, at) => at !== index))}
          />
        </InlineFieldRow>
      ))}
      <Button
        variant="secondary"
        icon="plus"
        disabled={columns.length === 0}
        onClick={() => onChange([...aggregates, { column: columns[0]?.value ?? '', fn: 'sum' }])}
      >
        Calculation
      </Button>
    </>
  );
}
