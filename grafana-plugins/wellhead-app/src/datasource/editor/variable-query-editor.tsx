import type { DataSourceApi, QueryEditorProps } from '@grafana/data';
import React from 'react';
import type { CatalogueSource } from '../catalogue.js';
import type { WellheadOptions, WellheadQuery, WellheadVariableQuery } from '../types.js';
import { Choice, OptionalChoice } from './choice.js';
import { assetOptions, columnOptions, tableOptions } from './options-of.js';
import { FilterFields } from './row-fields.js';
import { useCatalogue } from './use-catalogue.js';

type Source = DataSourceApi<WellheadQuery, WellheadOptions>;
type Props = QueryEditorProps<Source, WellheadQuery, WellheadOptions, WellheadVariableQuery>;

const KINDS = [
  { value: 'assets', label: 'Assets' },
  { value: 'signals', label: 'Signals' },
  { value: 'column', label: 'Column of a mart' },
] as const;

/** The editor of query variables over one catalogue. */
export const variableQueryEditorOf =
  (source: CatalogueSource): ((props: Props) => React.JSX.Element) =>
  (props) => <VariableQueryEditor {...props} source={source} />;

/** Edits a query variable; naming another variable as the asset chains the two. */
function VariableQueryEditor(props: Props & { readonly source: CatalogueSource }): React.JSX.Element {
  const { query, onChange } = props;
  const { catalogue } = useCatalogue(props.source);
  const kind = query.kind ?? 'assets';
  const kinds = [...new Set(catalogue.assets.map((asset) => asset.kind))];
  return (
    <div>
      <Choice
        label="Values"
        options={KINDS}
        value={kind}
        onChange={(next) => onChange({ refId: query.refId, kind: next })}
      />
      {kind === 'assets' && (
        <OptionalChoice
          label="Kind"
          placeholder="Every kind"
          options={kinds.map((value) => ({ value }))}
          value={query.assetKind}
          onChange={(assetKind) => {
            const { assetKind: _dropped, ...rest } = query;
            onChange(assetKind === undefined ? rest : { ...rest, assetKind });
          }}
        />
      )}
      {kind === 'column' && (
        <>
          <Choice
            label="Table"
            options={tableOptions(catalogue.marts)}
            value={query.table}
            onChange={(table) => onChange({ refId: query.refId, kind, table })}
          />
          <Choice
            label="Column"
            options={columnOptions(catalogue.marts, query.table ?? '')}
            value={query.column}
            onChange={(column) => onChange({ ...query, column })}
          />
          <FilterFields
            columns={columnOptions(catalogue.marts, query.table)}
            filters={query.filters ?? []}
            onChange={(filters) => onChange({ ...query, filters })}
          />
        </>
      )}
      {kind !== 'column' && (
        <OptionalChoice
          label={kind === 'assets' ? 'Below' : 'Of asset'}
          placeholder={kind === 'assets' ? 'Anywhere' : 'Every asset'}
          options={assetOptions(catalogue)}
          value={query.asset}
          onChange={(asset) => {
            const { asset: _dropped, ...rest } = query;
            onChange(asset === undefined ? rest : { ...rest, asset });
          }}
        />
      )}
    </div>
  );
}
