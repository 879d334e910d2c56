import type { RecordFilter } from '@wellhead/contracts';
import { AutoSizeInput, Combobox, IconButton, InlineField, InlineFieldRow, Button } from '@grafana/ui';
import React from 'react';
import { Choice, NumberField, OptionalChoice, type Option } from './choice.js';

type Op = RecordFilter['op'];
const OPS: readonly { value: Op; label: string }[] = [
  { value: '=', label: 'is' },
  { value: '!=', label: 'is not' },
  { value: '<', label: 'less than' },
  { value: '<=', label: 'at most' },
  { value: '>', label: 'more than' },
  { value: '>=', label: 'at least' },
  { value: 'in', label: 'is one of' },
  { value: 'like', label: 'like, % = any' },
];

/** Text of the field → value of the filter: numbers stay numbers, “one of” is a list separated by commas. Pure. */
export function filterValueOf(op: Op, text: string): RecordFilter['value'] {
  const one = (part: string): string | number => {
    const trimmed = part.trim();
    return trimmed !== '' && Number.isFinite(Number(trimmed)) ? Number(trimmed) : trimmed;
  };
  if (op === 'in') return text.split(',').map(one);
  return op === 'like' ? text : one(text);
}

export const filterText = (value: RecordFilter['value']): string =>
  Array.isArray(value) ? value.join(', ') : String(value);

interface FilterFieldsProps {
  readonly columns: readonly Option[];
  readonly filters: readonly RecordFilter[];
  readonly onChange: (filters: RecordFilter[]) => void;
}

export function FilterFields({ columns, filters, onChange }: FilterFieldsProps): React.JSX.Element {
  const replace = (index: number, filter: RecordFilter): void =>
    onChange(filters.map((each, at) => (at === index ? filter : each)));
  return (
    <>
      {filters.map((filter, index) => (
        <InlineFieldRow key={index}>
          <InlineField label="Where" labelWidth={14}>
            <Combobox
              aria-labelledby={undefined}
              width={22}
              createCustomValue
              options={columns.map((column) => ({ ...column }))}
              value={filter.column}
              onChange={({ value }) => replace(index, { ...filter, column: value })}
            />
          </InlineField>
          <Combobox
            width={20}
            options={OPS.map((op) => ({ ...op }))}
            value={filter.op}
            onChange={({ value }) => replace(index, { ...filter, op: value })}
          />
          <AutoSizeInput
            aria-label={`Value that ${filter.column} is compared with`}
            minWidth={16}
            placeholder="value or $variable"
            defaultValue={filterText(filter.value)}
            onCommitChange={(event) =>
              replace(index, { ...filter, value: filterValueOf(filter.op, event.currentTarget.value) })
            }
          />
          <IconButton
            name="trash-alt"
            aria-label={`Remove the filter on ${filter.column}`}
            onClick={() => onChange(filters.filter((_, at) => at !== index))}
          />
        </InlineFieldRow>
      ))}
      <Button
        variant="secondary"
        icon="plus"
        disabled={columns.length === 0}
        onClick={() => onChange([...filters, { column: columns[0]?.value ?? '', op: '=', value: '' }])}
      >
        Filter
      </Button>
    </>
  );
}

interface Order {
  readonly column: string;
  readonly direction?: 'asc' | 'desc' | undefined;
}

function OrderFields(props: {
  readonly columns: readonly Option[];
  readonly order: readonly Order[];
  readonly onChange: (order: Order[]) => void;
}): React.JSX.Element {
  const [first] = props.order;
  return (
    <>
      <OptionalChoice
        label="Order by"
        placeholder="as it comes"
        options={props.columns}
        value={first?.column}
        onChange={(column) =>
          props.onChange(column === undefined ? [] : [{ column, direction: first?.direction ?? 'asc' }])
        }
      />
      {first && (
        <Choice
          label="Direction"
          width={18}
          options={[
            { value: 'asc', label: 'Smallest first' },
            { value: 'desc', label: 'Largest first' },
          ]}
          value={first.direction ?? 'asc'}
          onChange={(direction) => props.onChange([{ column: first.column, direction }])}
        />
      )}
    </>
  );
}

function LimitField(props: {
  readonly limit: number | undefined;
  readonly onChange: (limit: number) => void;
}): React.JSX.Element {
  return (
    <NumberField
      label="Rows"
      placeholder="1000"
      min={1}
      value={props.limit}
      onChange={(limit) => props.onChange(limit === undefined ? 1_000 : Math.min(10_000, Math.round(limit)))}
    />
  );
}

interface RowQuery {
  readonly filters?: readonly RecordFilter[] | undefined;
  readonly orderBy?: readonly Order[] | undefined;
  readonly limit?: number | undefined;
}

/** Which rows of a record type or a mart, in which order, and how many at the most. */
export function RowFields(props: {
  readonly columns: readonly Option[];
  readonly query: RowQuery;
  readonly onChange: (change: { filters: RecordFilter[] } | { orderBy: Order[] } | { limit: number }) => void;
}): React.JSX.Element {
  const { columns, query, onChange } = props;
  return (
    <>
      <FilterFields columns={columns} filters={query.filters ?? []} onChange={(filters) => onChange({ filters })} />
      <OrderFields columns={columns} order={query.orderBy ?? []} onChange={(orderBy) => onChange({ orderBy })} />
      <LimitField limit={query.limit} onChange={(limit) => onChange({ limit })} />
    </>
  );
}
