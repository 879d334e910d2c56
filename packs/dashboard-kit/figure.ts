import type { QueryInput } from '@wellhead/contracts';
import { fixedColor, reduced } from './looks.js';
import { query } from './query.js';
import { common, type dashboard, stat } from './sdk.js';

interface Shown {
  /** Without one, that of the data. */
  readonly unit?: string;
  readonly decimals?: number;
  readonly color?: string;
  /** Said where there is no value. */
  readonly none?: string;
  /** Name beside the figure, where the query answers several. */
  readonly name?: string;
  /** Draws the course that leads to the figure behind it. */
  readonly course?: boolean;
}

/** One big figure: the newest value of what is asked. */
export const figure = (
  id: number,
  title: string,
  description: string,
  position: dashboard.GridPos,
  asked: QueryInput,
  { unit, decimals, color = 'blue', none = '–', name, course = false }: Shown = {},
): stat.PanelBuilder => {
  const panel = new stat.PanelBuilder()
    .id(id)
    .title(title)
    .description(description)
    .gridPos(position)
    .withTarget(query('A', asked))
    .noValue(none)
    .colorScheme(fixedColor(color))
    .colorMode(common.BigValueColorMode.Value)
    .graphMode(course ? common.BigValueGraphMode.Area : common.BigValueGraphMode.None)
    .justifyMode(common.BigValueJustifyMode.Auto)
    .textMode(name === undefined ? common.BigValueTextMode.Value : common.BigValueTextMode.ValueAndName)
    .reduceOptions(reduced('lastNotNull'));
  if (unit !== undefined) panel.unit(unit);
  if (decimals !== undefined) panel.decimals(decimals);
  if (name !== undefined) panel.displayName(name);
  return panel;
};
