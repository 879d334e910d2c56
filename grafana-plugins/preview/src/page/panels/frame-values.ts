import {
  FieldType,
  formattedValueToString,
  getFieldDisplayName,
  type DataFrame,
  type Field,
  type GrafanaTheme2,
} from '@grafana/data';

/** Small readers of frames, shared by the stand-ins. */

export const formatField = (field: Field, value: unknown): string =>
  field.display ? formattedValueToString(field.display(value)) : String(value);

export const colorOf = (theme: GrafanaTheme2, index: number): string => {
  const palette = theme.visualization.palette;
  return theme.visualization.getColorByName(palette[index % palette.length] ?? 'blue');
};

export interface Categories {
  readonly names: readonly string[];
  readonly series: readonly { readonly name: string; readonly field: Field }[];
}

/** Frames with one text (or time) column and numbers → names and one value each, as bar charts and pies draw them. */
export function categoriesOf(frames: readonly DataFrame[]): Categories | undefined {
  const frame = frames.find(({ fields }) => fields.some(({ type }) => type === FieldType.number));
  if (!frame || frame.length === 0) return undefined;
  const by =
    frame.fields.find(({ type }) => type === FieldType.string) ??
    frame.fields.find(({ type }) => type === FieldType.time);
  const numbers = frame.fields.filter((field) => field.type === FieldType.number && field !== by);
  const names = Array.from({ length: frame.length }, (_, row) =>
    by ? formatField(by, by.values[row]) : String(row + 1),
  );
  return { names, series: numbers.map((field) => ({ name: getFieldDisplayName(field, frame, [...frames]), field })) };
}
