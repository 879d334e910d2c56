import type { DataFrame } from '@grafana/data';

/** An annotation of the dashboard on the time axis. */
export interface TimeMark {
  readonly timeMs: number;
  readonly text: string;
  readonly color: string;
}

/** Annotations as Grafana hands them to panels: frames with a field `time`, and with `text`, `title` and `color` where there are any. Pure. */
export function marksOf(frames: readonly DataFrame[], fallbackColor: string): TimeMark[] {
  return frames.flatMap((frame) => {
    const valuesOf = (name: string): readonly unknown[] =>
      frame.fields.find((field) => field.name === name)?.values ?? [];
    const [texts, titles, colors] = [valuesOf('text'), valuesOf('title'), valuesOf('color')];
    return valuesOf('time').flatMap((timeMs, row) =>
      typeof timeMs === 'number' && Number.isFinite(timeMs)
        ? [{ timeMs, text: wordOf(texts[row]) || wordOf(titles[row]), color: wordOf(colors[row]) || fallbackColor }]
        : [],
    );
  });
}

const wordOf = (value: unknown): string => (typeof value === 'string' ? value : '');
