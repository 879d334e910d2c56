import { getFieldMatcher, type DataFrame, type FieldConfigSource } from '@grafana/data';

/** Panel-own settings of fields (`custom.*`), which Grafana applies through each core panel's registry; the stand-ins have none. */
export function withCustomConfig(frames: readonly DataFrame[], fieldConfig: FieldConfigSource): DataFrame[] {
  const defaults = (fieldConfig.defaults?.custom ?? {}) as Readonly<Record<string, unknown>>;
  const overrides = (fieldConfig.overrides ?? []).map(({ matcher, properties }) => ({
    matches: getFieldMatcher(matcher),
    custom: Object.fromEntries(
      properties
        .filter(({ id }) => id.startsWith('custom.'))
        .map(({ id, value }) => [id.slice('custom.'.length), value as unknown]),
    ),
  }));
  return frames.map((frame) => ({
    ...frame,
    fields: frame.fields.map((field) => {
      const own = overrides.filter(({ matches }) => matches(field, frame, [...frames])).map(({ custom }) => custom);
      const custom: unknown = Object.assign({}, field.config.custom, defaults, ...own);
      return { ...field, config: { ...field.config, custom } };
    }),
  }));
}
