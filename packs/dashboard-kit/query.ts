import type { cog } from './sdk.js';
import type { QueryInput } from '@wellhead/contracts';

/** Our data source as dashboards, alert rules and provisioning name it. */
export const WELLHEAD = { type: 'wellhead-datasource', uid: 'wellhead' } as const;

/** A query of our data source as a target of a panel or an annotation. */
export const query = (refId: string, input: QueryInput): cog.Builder<cog.Dataquery> => ({
  build: () => ({ refId, datasource: WELLHEAD, ...input, _implementsDataqueryVariant: () => {} }),
});

type Asked<Type extends QueryInput['queryType']> = Extract<QueryInput, { queryType: Type }>;

/** Rows, sums or series of a mart or a table that the pack publishes. */
export const mart = (table: string, more: Omit<Asked<'mart'>, 'queryType' | 'table'>): Asked<'mart'> => ({
  queryType: 'mart',
  table,
  ...more,
});

/** Rows of a record type. */
export const records = (type: string, more: Omit<Asked<'records'>, 'queryType' | 'type'>): Asked<'records'> => ({
  queryType: 'records',
  type,
  ...more,
});

export type Chosen = Pick<Asked<'telemetry'>, 'assets' | 'signals'>;

/** Readings of signals. */
export const telemetry = (aggregate: Asked<'telemetry'>['aggregate'], chosen: Chosen): Asked<'telemetry'> => ({
  queryType: 'telemetry',
  ...chosen,
  aggregate,
});
