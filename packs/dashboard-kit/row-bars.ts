import type { QueryInput } from '@wellhead/contracts';
import { everyRow, fixedColor, noLegend } from './looks.js';
import { query } from './query.js';
import { bargauge, common, type dashboard } from './sdk.js';

interface Shown {
  readonly unit: string;
  /** The column that names the bars. */
  readonly name: string;
  /** Rows beyond these are not drawn. */
  readonly most: number;
}

/** A bar a row, each named by a column: also where the answer has but one. */
export const rowBars = (
  id: number,
  title: string,
  description: string,
  position: dashboard.GridPos,
  asked: QueryInput,
  { unit, name, most }: Shown,
): bargauge.PanelBuilder =>
  new bargauge.PanelBuilder()
    .id(id)
    .title(title)
    .description(description)
    .gridPos(position)
    .withTarget(query('A', asked))
    .unit(unit)
    .min(0)
    .colorScheme(fixedColor('blue'))
    .displayMode(common.BarGaugeDisplayMode.Basic)
    .orientation(common.VizOrientation.Horizontal)
    .valueMode(common.BarGaugeValueMode.Text)
    .showUnfilled(true)
    .displayName(`\${__data.fields.${name}}`)
    .sizing(common.BarGaugeSizing.Manual)
    .maxVizHeight(60)
    .legend(noLegend())
    .reduceOptions(everyRow(most));
