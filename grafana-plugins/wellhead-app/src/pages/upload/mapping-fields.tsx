import { Combobox, Field, Input } from '@grafana/ui';
import React, { useId } from 'react';
import { Choose } from '../frame/choose.js';
import { DataTable } from '../frame/data-table.js';
import { NO_MARGIN } from '../frame/no-margin.js';
import type { FileHead } from '@wellhead/contracts';
import type { MappingTexts } from './mapping-document.js';
import type { ShownColumns } from './shown-columns.js';

export interface MappingFieldsProps {
  readonly head: FileHead;
  readonly shown: ShownColumns;
  readonly texts: MappingTexts;
  readonly onChange: (change: Partial<MappingTexts>) => void;
  /** Another table or another header: other columns, which are suggested for anew. */
  readonly onTable: (table: string, headerRow?: number) => void;
  /** The catalogue's, `measurement.field`. */
  readonly signals: readonly string[];
  readonly recordTypes: readonly { readonly type: string; readonly columns: readonly string[] }[];
}

const KINDS = ['readings', 'records'] as const;
const DECIMALS = ['.', ','] as const;
const TIME_FORMATS = ['iso', 'dd.mm.yyyy', 'dd/mm/yyyy', 'mm/dd/yyyy', 'yyyy/mm/dd', 'excel', 'epoch-s', 'epoch-ms'];
const optionsOf = (values: readonly string[]) => values.map((value) => ({ label: value, value }));
const NOTHING = '';
type Chosen = 'recordType' | 'assetColumn' | 'timeColumn' | 'timeFormat';

/** What each column of a file becomes, with the first values of it beside. */
export function MappingFields(props: MappingFieldsProps): React.JSX.Element {
  const { head, shown, texts, onChange, signals, recordTypes } = props;
  const id = useId();
  const columns = [{ label: 'none', value: NOTHING }, ...optionsOf(shown.names.filter((name) => name !== ''))];
  const records = texts.becomes === 'records';
  const fields = recordTypes.find(({ type }) => type === texts.recordType)?.columns ?? [];
  const targets = [{ label: 'left out', value: NOTHING }, ...optionsOf(records ? fields : signals)];
  const apart = records ? [] : [texts.timeColumn, texts.assetColumn];
  const choose = (label: string, value: string, options: { label: string; value: string }[], name: Chosen) => (
    <Field label={label} htmlFor={`${id}${name}`} {...NO_MARGIN}>
      <Combobox
        id={`${id}${name}`}
        width={24}
        options={options}
        value={value}
        onChange={(option) => onChange({ [name]: option.value } as Partial<MappingTexts>)}
      />
    </Field>
  );
  const row: React.CSSProperties = { display: 'flex', gap: 16, flexWrap: 'wrap', alignItems: 'flex-end' };
  return (
    <>
      <div style={row}>
        {head.tables.length > 1 && (
          <Field label={head.format === 'xlsx' ? 'Sheet' : 'Rows are in'} htmlFor={`${id}table`} {...NO_MARGIN}>
            <Combobox
              id={`${id}table`}
              width={24}
              options={optionsOf(head.tables.map(({ name }) => name))}
              value={texts.table}
              onChange={({ value }) => props.onTable(value)}
            />
          </Field>
        )}
        {(head.format === 'csv' || head.format === 'xlsx') && (
          <Field label="Columns are named in row" htmlFor={`${id}header`} {...NO_MARGIN}>
            <Input
              id={`${id}header`}
              type="number"
              min={1}
              max={head.tables.find(({ name }) => name === texts.table)?.rows.length ?? 1}
              width={10}
              value={texts.headerRow}
              onChange={(event) => props.onTable(texts.table, Math.max(1, Number(event.currentTarget.value)))}
            />
          </Field>
        )}
        <div>
          Rows become{' '}
          <Choose
            label="Rows become"
            values={KINDS}
            value={texts.becomes}
            onChange={(becomes) => onChange({ becomes })}
          />
        </div>
        {records &&
          choose('Record type', texts.recordType, optionsOf(recordTypes.map(({ type }) => type)), 'recordType')}
        {!records && choose('Asset from column', texts.assetColumn, columns, 'assetColumn')}
        {!records && texts.assetColumn === '' && (
          <Field label="Asset of all rows" htmlFor={`${id}fixed`} {...NO_MARGIN}>
            <Input
              id={`${id}fixed`}
              width={24}
              value={texts.asset}
              onChange={(event) => onChange({ asset: event.currentTarget.value })}
            />
          </Field>
        )}
      </div>
      <div style={row}>
        {choose(records ? 'A column of dates' : 'Time from column', texts.timeColumn, columns, 'timeColumn')}
        {choose('Times are written', texts.timeFormat, optionsOf(TIME_FORMATS), 'timeFormat')}
        <Field label="Time zone" htmlFor={`${id}zone`} {...NO_MARGIN}>
          <Input
            id={`${id}zone`}
            width={20}
            value={texts.zone}
            onChange={(event) => onChange({ zone: event.currentTarget.value })}
          />
        </Field>
        <div>
          Decimal sign{' '}
          <Choose
            label="Decimal sign"
            values={DECIMALS}
            value={texts.decimal}
            onChange={(decimal) => onChange({ decimal })}
          />
        </div>
      </div>
      <DataTable
        label="Columns"
        rows={shown.names.map((name, at) => ({ name, at })).filter(({ name }) => name !== '' && !apart.includes(name))}
        keyOf={({ at }) => String(at)}
        empty="The file has no other column."
        columns={[
          { title: 'Column', cell: ({ name, at }) => <span id={`${id}column${at}`}>{name}</span> },
          {
            title: 'First values',
            kind: 'code',
            cell: ({ at }) => shown.rows.map((cells) => cells[at] ?? '').join(' · '),
          },
          {
            title: records ? 'Field' : 'Signal',
            cell: ({ name, at }) => (
              <Combobox
                aria-labelledby={`${id}column${at}`}
                width={30}
                options={targets}
                createCustomValue={!records}
                value={texts.targets[name] ?? NOTHING}
                onChange={({ value }) => onChange({ targets: { ...texts.targets, [name]: value } })}
              />
            ),
          },
          ...(records
            ? []
            : [
                {
                  title: 'Unit in the file',
                  cell: ({ name }: { name: string }) => (
                    <Input
                      aria-label={`Unit of ${name}`}
                      width={16}
                      placeholder="of the signal"
                      value={texts.units[name] ?? ''}
                      onChange={(event) => onChange({ units: { ...texts.units, [name]: event.currentTarget.value } })}
                    />
                  ),
                },
              ]),
        ]}
      />
    </>
  );
}
