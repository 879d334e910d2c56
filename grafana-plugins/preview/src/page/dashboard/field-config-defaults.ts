import { FieldColorModeId, ThresholdsMode, type FieldConfigSource, type ThresholdsConfig } from '@grafana/data';

/** What Grafana fills in when a dashboard is opened: a colour mode by panel type, thresholds with a base. Pure. */

const BY_THRESHOLDS = new Set(['stat', 'gauge', 'bargauge', 'table', 'state-timeline', 'status-history']);

export function withDefaults(panelType: string, fieldConfig: FieldConfigSource): FieldConfigSource {
  const { defaults, overrides } = fieldConfig;
  const mode = BY_THRESHOLDS.has(panelType) ? FieldColorModeId.Thresholds : FieldColorModeId.PaletteClassic;
  return {
    overrides: overrides.map((override) => ({
      ...override,
      properties: override.properties.map((property) =>
        property.id === 'thresholds' ? { ...property, value: withBase(property.value as ThresholdsConfig) } : property,
      ),
    })),
    defaults: {
      ...defaults,
      color: defaults.color ?? { mode },
      thresholds: withBase(
        defaults.thresholds ?? { mode: ThresholdsMode.Absolute, steps: [{ value: -Infinity, color: 'green' }] },
      ),
    },
  };
}

/** JSON has no -Infinity: the base step is saved with the value null. */
const withBase = (thresholds: ThresholdsConfig): ThresholdsConfig => ({
  ...thresholds,
  steps: thresholds.steps.map((step, index) => (index === 0 ? { ...step, value: -Infinity } : step)),
});
