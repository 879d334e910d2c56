import { inSight } from './dashboard.js';
import { type Chosen, query, WELLHEAD } from './query.js';
import { type cog, dashboard } from './sdk.js';
import type { QueryInput } from '@wellhead/contracts';

/** Marks on the time axis, on unless switched off. */
export const marks = (
  name: string,
  asked: QueryInput,
  { enabled = true, color }: { readonly enabled?: boolean; readonly color: string },
): cog.Builder<dashboard.AnnotationQuery> =>
  inSight(
    new dashboard.AnnotationQueryBuilder()
      .name(name)
      .datasource(WELLHEAD)
      .enable(enabled)
      .hide(false)
      .iconColor(color)
      .target(query('Anno', asked)),
  );

/** Marks when a limit of what is chosen is predicted to be crossed. */
export const predictedMarks = (
  chosen: Chosen,
  name = 'Limit predicted to be crossed',
): cog.Builder<dashboard.AnnotationQuery> =>
  marks(name, { queryType: 'breach', view: 'marks', ...chosen }, { color: 'orange' });
