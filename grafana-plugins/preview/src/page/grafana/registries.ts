import {
  dataLinksOverrideProcessor,
  displayNameOverrideProcessor,
  identityOverrideProcessor,
  numberOverrideProcessor,
  standardEditorsRegistry,
  standardFieldConfigEditorRegistry,
  standardTransformers,
  standardTransformersRegistry,
  stringOverrideProcessor,
  thresholdsOverrideProcessor,
  unitOverrideProcessor,
  valueMappingsOverrideProcessor,
  type FieldConfigPropertyItem,
  type StandardEditorsRegistryItem,
  type TransformerRegistryItem,
} from '@grafana/data';

const nothing = (): null => null;
const EDITORS = [
  'number',
  'slider',
  'text',
  'strings',
  'boolean',
  'select',
  'radio',
  'multi-select',
  'unit',
  'links',
  'actions',
  'statsPicker',
  'stats-picker',
  'timezone',
  'fieldColor',
  'color',
  'field-name',
  'dashboard-uid',
  'mappings',
  'thresholds',
  'cellOptions',
];

/** Fills the registries that Grafana's core fills at start; without them a plugin's option builders throw. */
export function fillRegistries(): void {
  standardEditorsRegistry.setInit(() =>
    EDITORS.map((id): StandardEditorsRegistryItem => ({ id, name: id, editor: nothing })),
  );
  standardFieldConfigEditorRegistry.setInit(() => [
    property('unit', unitOverrideProcessor),
    property('min', numberOverrideProcessor),
    property('max', numberOverrideProcessor),
    property('fieldMinMax', identityOverrideProcessor),
    property('decimals', numberOverrideProcessor),
    property('displayName', displayNameOverrideProcessor),
    property('noValue', stringOverrideProcessor),
    property('color', identityOverrideProcessor),
    property('mappings', valueMappingsOverrideProcessor),
    property('links', dataLinksOverrideProcessor),
    property('thresholds', thresholdsOverrideProcessor),
    property('filterable', identityOverrideProcessor),
  ]);
  standardTransformersRegistry.setInit(() =>
    Object.values(standardTransformers).map((transformation) => {
      const { id, name, description } = transformation;
      const item = { id, name, description, transformation, editor: nothing, imageDark: '', imageLight: '' };
      return item as unknown as TransformerRegistryItem; // editors' types differ by transformer; none is shown here
    }),
  );
}

function property(id: string, process: unknown): FieldConfigPropertyItem {
  return {
    id,
    path: id,
    name: id,
    editor: nothing,
    override: nothing,
    process: process as FieldConfigPropertyItem['process'],
    shouldApply: () => true,
    category: ['Standard options'],
    getItemsCount: () => 0,
  } as unknown as FieldConfigPropertyItem; // Grafana types each property by its own settings
}
