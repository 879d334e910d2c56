import { PanelPlugin } from '@grafana/data';
import { suggestFor } from '../chart-kit/suggest.js';
import { cardsOf } from './cards-model.js';
import { DynacardPanel } from './dynacard-panel.js';
import { migrateOptions, MOST_GHOSTS } from './options-migration.js';
import { defaultOptions, type DynacardOptions } from './types.js';

export const plugin = suggestFor(
  new PanelPlugin<DynacardOptions>(DynacardPanel)
    .useFieldConfig()
    .setMigrationHandler((panel) => migrateOptions(panel.options))
    .setPanelOptions((builder) =>
      builder
        .addSliderInput({
          path: 'ghosts',
          name: 'Earlier cards',
          description: 'How many of the newest cards of the well are drawn faintly behind the chosen one.',
          defaultValue: defaultOptions.ghosts,
          settings: { min: 0, max: MOST_GHOSTS, step: 10 },
        })
        .addBooleanSwitch({ path: 'showSurface', name: 'Surface card', defaultValue: defaultOptions.showSurface })
        .addBooleanSwitch({ path: 'showPump', name: 'Pump card', defaultValue: defaultOptions.showPump })
        .addBooleanSwitch({
          path: 'showReference',
          name: 'Last normal card',
          description: 'The newest earlier card of the well that was diagnosed normal.',
          defaultValue: defaultOptions.showReference,
        })
        .addBooleanSwitch({
          path: 'showFacts',
          name: 'Diagnosis beside the card',
          defaultValue: defaultOptions.showFacts,
        }),
    ),
  {
    name: 'Dynacards',
    description: 'Surface and pump cards of rod pumps, with their diagnosis.',
    score: 100,
  },
  (frames) => cardsOf(frames).kind === 'wells',
);
