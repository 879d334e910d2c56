import type { QueryEditorProps } from '@grafana/data';
import { Alert, Combobox, InlineField } from '@grafana/ui';
import React from 'react';
import { migratedQuery, QUERY_VERSION } from '@wellhead/contracts/query-versions';
import type { WellheadDataSource } from './datasource.js';
import { TypeFields } from './editor/type-fields.js';
import { useCatalogue } from './editor/use-catalogue.js';
import { QUERY_TYPES, explain } from './explain.js';
import { queryOfType } from './query-of-type.js';
import { defaultQuery, type WellheadOptions, type WellheadQuery } from './types.js';

const blank = ({ refId }: { refId: string }): WellheadQuery => ({ refId, ...defaultQuery, assets: [], signals: [] });

export type WellheadEditorProps = QueryEditorProps<WellheadDataSource, WellheadQuery, WellheadOptions>;

/** One row of choices a query type, filled from the catalogue, and a sentence that says what comes back. */
export function QueryEditor({ datasource, query, onChange, onRunQuery }: WellheadEditorProps): React.JSX.Element {
  const { catalogue, failure } = useCatalogue(datasource);
  const migrated = migratedQuery({ ...query });
  const saved = migrated.kind === 'query' ? (migrated.query as unknown as WellheadQuery) : query;
  const current: WellheadQuery = saved.queryType ? saved : blank(query);
  const change = (next: WellheadQuery): void => {
    onChange({ ...next, version: QUERY_VERSION });
    onRunQuery();
  };
  return (
    <div>
      {failure !== undefined && (
        <Alert severity="warning" title="The lists below are empty because the catalogue could not be read">
          {failure}
        </Alert>
      )}
      <div style={{ display: 'flex', flexWrap: 'wrap' }}>
        <InlineField label="Ask for" labelWidth={14} htmlFor={`wellhead-type-${current.refId}`}>
          <Combobox
            id={`wellhead-type-${current.refId}`}
            options={[...QUERY_TYPES]}
            value={current.queryType}
            width={26}
            onChange={({ value }) => change(queryOfType(value, current))}
          />
        </InlineField>
        <TypeFields query={current} catalogue={catalogue} onChange={change} />
      </div>
      <p data-testid="wellhead-explanation" style={{ margin: '4px 0 0', opacity: 0.85 }}>
        {explain(current)}
      </p>
    </div>
  );
}
