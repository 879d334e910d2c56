import { FieldConfigProperty, PanelPlugin } from '@grafana/data';
import { suggestFor } from '../chart-kit/suggest.js';
import { ControlChartPanel } from './control-chart-panel.js';
import { migrateOptions } from './options-migration.js';
import { RulesEditor } from './rules-editor.js';
import { samplesOf } from './samples.js';
import { CHART_KINDS, defaultOptions, KIND_TITLES, type ControlChartOptions } from './types.js';

/** A control chart of a handful of readings says little, and none is better than Grafana's own chart for a first look. */
const WORTH_SUGGESTING = 20;

export const plugin = suggestFor(
  new PanelPlugin<ControlChartOptions>(ControlChartPanel)
    .useFieldConfig({ disableStandardOptions: [FieldConfigProperty.NoValue] })
    .setDataSupport({ annotations: true, alertStates: false })
    .setMigrationHandler((panel) => migrateOptions(panel.options))
    .setPanelOptions((builder) =>
      builder
        .addSelect({
          path: 'kind',
          name: 'Chart',
          defaultValue: defaultOptions.kind,
          settings: { options: CHART_KINDS.map((value) => ({ value, label: KIND_TITLES[value] })) },
        })
        .addNumberInput({
          path: 'subgroupSize',
          name: 'Readings in a subgroup',
          description:
            'Readings that follow each other, where neither a column named subgroup nor equal times say what belongs together.',
          defaultValue: defaultOptions.subgroupSize,
          settings: { min: 2, max: 25, integer: true },
          showIf: ({ kind }) => kind === 'xbar-r' || kind === 'xbar-s',
        })
        .addNumberInput({
          path: 'ewmaLambda',
          name: 'Weight of the newest reading',
          description: 'λ: 0.05 to 0.25 finds small shifts; 1 is a chart of single readings.',
          defaultValue: defaultOptions.ewmaLambda,
          settings: { min: 0.05, max: 1, step: 0.05 },
          showIf: ({ kind }) => kind === 'ewma',
        })
        .addNumberInput({
          path: 'ewmaWidth',
          name: 'Limits, sigma',
          defaultValue: defaultOptions.ewmaWidth,
          settings: { min: 1, max: 6, step: 0.1 },
          showIf: ({ kind }) => kind === 'ewma',
        })
        .addNumberInput({
          path: 'cusumSlack',
          name: 'Slack, sigma',
          description: 'k: half the shift that is to be found.',
          defaultValue: defaultOptions.cusumSlack,
          settings: { min: 0, max: 3, step: 0.1 },
          showIf: ({ kind }) => kind === 'cusum',
        })
        .addNumberInput({
          path: 'cusumInterval',
          name: 'Decision interval, sigma',
          description: 'h: 4 or 5 with a slack of one half.',
          defaultValue: defaultOptions.cusumInterval,
          settings: { min: 1, max: 20, step: 0.5 },
          showIf: ({ kind }) => kind === 'cusum',
        })
        .addCustomEditor({
          id: 'rules',
          path: 'rules',
          name: 'Nelson rules',
          description: 'Averages, sums and spreads are held against their limits only (rule 1).',
          defaultValue: [...defaultOptions.rules],
          editor: RulesEditor,
        })
        .addBooleanSwitch({
          path: 'phases',
          name: 'New limits after an event',
          description: 'Every annotation of the dashboard begins a phase with limits of its own.',
          defaultValue: defaultOptions.phases,
        })
        .addTextInput({
          path: 'phaseWords',
          name: 'Events with the words',
          description: 'Only annotations whose text or tags hold these words begin a phase; empty = all.',
          defaultValue: defaultOptions.phaseWords,
          showIf: ({ phases }) => phases,
        })
        .addNumberInput({
          path: 'baselinePoints',
          name: 'Points that set the limits',
          description: 'The first so many of each phase; 0 = all of them.',
          defaultValue: defaultOptions.baselinePoints,
          settings: { min: 0, integer: true },
        })
        .addBooleanSwitch({ path: 'showSpread', name: 'Chart of the spread', defaultValue: defaultOptions.showSpread })
        .addBooleanSwitch({
          path: 'showZones',
          name: 'Zones of one and two sigma',
          defaultValue: defaultOptions.showZones,
        })
        .addBooleanSwitch({
          path: 'showCapability',
          name: 'Capability and specification',
          description: 'Cp, Cpk, Pp and Ppk against the limits of the signal, or against the two below.',
          defaultValue: defaultOptions.showCapability,
        })
        .addNumberInput({
          path: 'lowerSpecification',
          name: 'Lower specification',
          description: 'Empty: the low limit of the signal.',
          showIf: ({ showCapability }) => showCapability,
        })
        .addNumberInput({
          path: 'upperSpecification',
          name: 'Upper specification',
          description: 'Empty: the high limit of the signal.',
          showIf: ({ showCapability }) => showCapability,
        }),
    ),
  { name: 'Control chart', description: 'Single readings against their control limits', score: 70 },
  (frames) => samplesOf(frames, false).some(({ readings }) => readings.length >= WORTH_SUGGESTING),
);
