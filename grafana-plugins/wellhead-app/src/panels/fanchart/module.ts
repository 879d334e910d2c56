import { FieldConfigProperty, PanelPlugin } from '@grafana/data';
import { suggestFor } from '../chart-kit/suggest.js';
import { BandsEditor } from './bands-editor.js';
import { FanChartPanel } from './fan-chart-panel.js';
import { migrateOptions } from './options-migration.js';
import { pictureOf } from './picture-model.js';
import { defaultOptions, type FanChartOptions } from './types.js';

export const plugin = suggestFor(
  new PanelPlugin<FanChartOptions>(FanChartPanel)
    .useFieldConfig({ disableStandardOptions: [FieldConfigProperty.NoValue] })
    .setDataSupport({ annotations: true, alertStates: false })
    .setMigrationHandler((panel) => migrateOptions(panel.options))
    .setPanelOptions((builder) =>
      builder
        .addCustomEditor({
          id: 'bands',
          path: 'bands',
          name: 'Intervals',
          description: 'Bands that are drawn around the median.',
          defaultValue: [...defaultOptions.bands],
          editor: BandsEditor,
        })
        .addSliderInput({
          path: 'bandOpacity',
          name: 'Strength of the bands',
          defaultValue: defaultOptions.bandOpacity,
          settings: { min: 0, max: 100, step: 5 },
        })
        .addBooleanSwitch({
          path: 'showVintageSlider',
          name: 'Vintage slider',
          description: 'Shown when the forecast query returns more than one vintage.',
          defaultValue: defaultOptions.showVintageSlider,
        })
        .addBooleanSwitch({ path: 'showLimits', name: 'Limits', defaultValue: defaultOptions.showLimits })
        .addBooleanSwitch({
          path: 'showThresholds',
          name: 'Thresholds',
          description: 'Draws the thresholds of the field as lines.',
          defaultValue: defaultOptions.showThresholds,
        })
        .addBooleanSwitch({ path: 'includeZero', name: 'Start at zero', defaultValue: defaultOptions.includeZero })
        .addBooleanSwitch({ path: 'showLegend', name: 'Legend', defaultValue: defaultOptions.showLegend }),
    ),
  {
    name: 'Fan chart',
    description: 'Readings and their forecast, with intervals, limits and when they may be crossed.',
    score: 100,
  },
  (frames) => {
    const picture = pictureOf(frames);
    return picture.kind === 'signals' && picture.signals.some(({ vintages }) => vintages.length > 0);
  },
);
