import type { ReportJobInput, ReportTemplate } from './report-templates.js';
import { hasHours } from './report-templates.js';
import type { Asset } from './signals.js';

const MOST_NAMED = 20;

/** Why a report cannot be made as it is ordered, in one sentence; undefined: it can. */
export function reportOrderFault(
  template: ReportTemplate,
  { day, fromDay, asset }: Pick<ReportJobInput, 'day' | 'fromDay' | 'asset'>,
  assets: readonly Pick<Asset, 'id' | 'kind'>[],
): string | undefined {
  const { name, of } = template;
  const ids = assets.filter(({ kind }) => kind === of).map(({ id }) => id);
  const named = ids.slice(0, MOST_NAMED).join(', ') || 'none';
  if (of === undefined && asset !== undefined) return `The report ${name} is of no single asset: leave asset away.`;
  if (of !== undefined && asset === undefined)
    return `The report ${name} is of one ${of}: say which as asset. There are ${named}.`;
  if (of !== undefined && !ids.includes(asset ?? '')) return `There is no ${of} ${asset}: there are ${named}.`;
  if (fromDay === undefined) return undefined;
  if (day === undefined) return 'fromDay is the first of several days: say the last one as day.';
  if (fromDay > day) return `The days end on ${day}, before they begin on ${fromDay}: swap the two.`;
  if (hasHours(template)) return `The report ${name} is about hours of one day: leave fromDay away.`;
  return undefined;
}

/** The template with the chosen asset in its queries and titles. */
export const templateOf = (template: ReportTemplate, asset: Pick<Asset, 'id' | 'title'> | undefined): ReportTemplate =>
  asset === undefined
    ? template
    : (JSON.parse(
        JSON.stringify(template)
          .replaceAll('"$asset"', () => JSON.stringify(asset.id))
          .replaceAll('{asset}', () => JSON.stringify(asset.title).slice(1, -1)),
      ) as ReportTemplate);
