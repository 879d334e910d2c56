import { PanelPlugin } from '@grafana/data';
import { suggestFor } from '../chart-kit/suggest.js';
import { AssetBoardPanel } from './asset-board-panel.js';
import { migrateOptions, TILE_WIDTHS } from './options-migration.js';
import { defaultOptions, type AssetBoardOptions } from './types.js';

export const plugin = suggestFor(
  new PanelPlugin<AssetBoardOptions>(AssetBoardPanel)
    .useFieldConfig()
    .setMigrationHandler((panel) => migrateOptions(panel.options))
    .setPanelOptions((builder) =>
      builder
        .addRadio({
          path: 'sortBy',
          name: 'Sort by',
          defaultValue: defaultOptions.sortBy,
          settings: {
            options: [
              { value: 'urgency', label: 'Urgency' },
              { value: 'name', label: 'Name' },
            ],
          },
        })
        .addBooleanSwitch({
          path: 'byGroup',
          name: 'Groups',
          description: 'Headings, where a frame with the columns asset and group says which assets belong together.',
          defaultValue: defaultOptions.byGroup,
        })
        .addBooleanSwitch({ path: 'showSparkline', name: 'Sparkline', defaultValue: defaultOptions.showSparkline })
        .addSliderInput({
          path: 'tileWidth',
          name: 'Least width of a tile',
          defaultValue: defaultOptions.tileWidth,
          settings: { min: TILE_WIDTHS.least, max: TILE_WIDTHS.most, step: 10 },
        }),
    ),
  { name: 'Asset board', description: 'One tile an asset, the most urgent first', score: 70 },
  (frames) =>
    new Set(frames.flatMap(({ fields }) => fields.flatMap(({ labels }) => (labels?.asset ? [labels.asset] : []))))
      .size > 1,
);
