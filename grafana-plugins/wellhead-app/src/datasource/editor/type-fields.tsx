import React from 'react';
import type { Catalogue } from '../catalogue.js';
import type { WellheadQuery } from '../types.js';
import { AgeFields } from './age-fields.js';
import { AnomalyFields } from './anomaly-fields.js';
import { BreachFields } from './breach-fields.js';
import { DecompositionFields } from './decomposition-fields.js';
import { DynacardFields } from './dynacard-fields.js';
import { ForecastFields } from './forecast-fields.js';
import { MarginFields } from './margin-fields.js';
import { MartFields } from './mart-fields.js';
import { OpsFields } from './ops-fields.js';
import { RecordsFields } from './records-fields.js';
import { ScorecardFields } from './scorecard-fields.js';
import { TelemetryFields } from './telemetry-fields.js';

export interface TypeFieldsProps {
  readonly query: WellheadQuery;
  readonly catalogue: Catalogue;
  readonly onChange: (query: WellheadQuery) => void;
}

/** The fields of the query's type. */
export function TypeFields({ query, catalogue, onChange }: TypeFieldsProps): React.JSX.Element {
  const type = query.queryType;
  switch (type) {
    case 'telemetry':
      return <TelemetryFields {...{ query, catalogue, onChange }} />;
    case 'forecast':
      return <ForecastFields {...{ query, catalogue, onChange }} />;
    case 'margin':
      return <MarginFields {...{ query, catalogue, onChange }} />;
    case 'breach':
      return <BreachFields {...{ query, catalogue, onChange }} />;
    case 'anomaly':
      return <AnomalyFields {...{ query, catalogue, onChange }} />;
    case 'age':
      return <AgeFields {...{ query, catalogue, onChange }} />;
    case 'records':
      return <RecordsFields {...{ query, catalogue, onChange }} />;
    case 'mart':
      return <MartFields {...{ query, catalogue, onChange }} />;
    case 'scorecard':
      return <ScorecardFields {...{ query, catalogue, onChange }} />;
    case 'decomposition':
      return <DecompositionFields {...{ query, catalogue, onChange }} />;
    case 'dynacards':
      return <DynacardFields {...{ query, catalogue, onChange }} />;
    case 'ops':
      return <OpsFields {...{ query, catalogue, onChange }} />;
    default:
      return type satisfies never;
  }
}
