import type { Frame, FrameField } from '@wellhead/contracts';

const NS = 1_000_000n;

/** RFC 3339 in UTC, with nanoseconds where there are any. */
function timeText(value: bigint | number | null): string {
  if (value === null) return '';
  if (typeof value === 'number') return new Date(value).toISOString();
  const nanos = ((value % NS) + NS) % NS;
  const text = new Date(Number((value - nanos) / NS)).toISOString();
  return nanos === 0n ? text : text.replace('Z', `${nanos.toString().padStart(6, '0')}Z`);
}

const quoted = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

function cell(field: FrameField | undefined, row: number): string {
  const value = field?.values[row];
  if (value === null || value === undefined || (typeof value === 'number' && Number.isNaN(value))) return '';
  return field?.type === 'time' ? timeText(value as bigint | number) : quoted(String(value));
}

const lengthOf = (frame: Frame): number => frame.fields[0]?.values.length ?? 0;
const line = (cells: readonly string[]): string => `${cells.join(',')}\r\n`;

/**
 * Frames as one CSV (RFC 4180). A table keeps its columns. Series and numbers become long form: `time` (series only), a column a label,
 * `value`, and what stands beside the value (`quality`). Missing values are empty.
 */
export function csvOf(frames: readonly Frame[]): string {
  const filled = frames.filter((frame) => frame.fields.length > 0);
  const [first] = filled;
  if (first === undefined) return '';
  if (first.meta?.type === 'table') {
    const rows = Array.from({ length: lengthOf(first) }, (_, row) =>
      line(first.fields.map((field) => cell(field, row))),
    );
    return line(first.fields.map((field) => quoted(field.name))) + rows.join('');
  }
  const valueOf = (frame: Frame): FrameField | undefined => frame.fields.find((field) => field.type !== 'time');
  const timeOf = (frame: Frame): FrameField | undefined => frame.fields.find((field) => field.type === 'time');
  const labels = [...new Set(filled.flatMap((frame) => Object.keys(valueOf(frame)?.labels ?? {})))].sort();
  const names = new Set(filled.map((frame) => valueOf(frame)?.name ?? 'value'));
  const timed = timeOf(first) !== undefined;
  const besides = (frame: Frame): readonly FrameField[] =>
    frame.fields.filter((field) => field !== timeOf(frame) && field !== valueOf(frame));
  const beside = [...new Set(filled.flatMap((frame) => besides(frame).map(({ name }) => name)))];
  const header = [
    ...(timed ? ['time'] : []),
    ...labels,
    ...(names.size > 1 ? ['field'] : []),
    names.size > 1 ? 'value' : [...names].join(),
    ...beside,
  ];
  const rows = filled.flatMap((frame) => {
    const value = valueOf(frame);
    const fixed = [
      ...labels.map((label) => quoted(value?.labels?.[label] ?? '')),
      ...(names.size > 1 ? [quoted(value?.name ?? '')] : []),
    ];
    return Array.from({ length: lengthOf(frame) }, (_, row) =>
      line([
        ...(timed ? [cell(timeOf(frame), row)] : []),
        ...fixed,
        cell(value, row),
        ...beside.map((name) =>
          cell(
            besides(frame).find((field) => field.name === name),
            row,
          ),
        ),
      ]),
    );
  });
  return line(header.map(quoted)) + rows.join('');
}
