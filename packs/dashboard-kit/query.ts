import type { cog } from './sdk.js';
import type { QueryInput } from '@wellhead/contracts';

/** Our data source as dashboards, alert rules and provisioning name it. */
export const WELLHEAD = { type: 'wellhead-datasource', uid: 'wellhead' } as const;

/** A query of our data source as a target of a panel or an annotation. */
export const query = (refId: string, input: QueryInput): cog.Builder<cog.Dataquery> => ({
  build: () => ({ refId, datasource: WELLHEAD, ...input, _implementsDataqueryVariant: () => {} }),
});
