import React from 'react';
import type { Catalogue } from '../catalogue.js';
import type { WellheadQuery, WellheadQueryOf } from '../types.js';
import { Choices } from './choice.js';
import { assetOptions, signalOptions } from './options-of.js';

type Selecting = WellheadQueryOf<
  'telemetry' | 'forecast' | 'margin' | 'breach' | 'anomaly' | 'age' | 'scorecard' | 'decomposition'
>;

export interface FieldsProps<Q extends WellheadQuery> {
  readonly query: Q;
  readonly catalogue: Catalogue;
  readonly onChange: (query: WellheadQuery) => void;
}

/** Assets and signals, shared by every type that selects by them. */
export function SelectionFields({ query, catalogue, onChange }: FieldsProps<Selecting>): React.JSX.Element {
  const onlyForecast = ['forecast', 'scorecard', 'decomposition'].includes(query.queryType);
  return (
    <>
      <Choices
        label="Assets"
        placeholder="All assets"
        options={assetOptions(catalogue)}
        value={query.assets}
        onChange={(assets) => onChange({ ...query, assets })}
      />
      <Choices
        label="Signals"
        placeholder="All signals"
        options={signalOptions(catalogue, query.assets ?? [], onlyForecast)}
        value={query.signals}
        onChange={(signals) => onChange({ ...query, signals })}
      />
    </>
  );
}
