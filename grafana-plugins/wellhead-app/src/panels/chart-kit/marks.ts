import type { DataFrame } from '@grafana/data';

/** An annotation of the dashboard on the time axis. */
export interface TimeMark {
  readonly timeMs: number;
  readonly text: string;
  readonly color: string;
  readonly tags: readonly string[];
}

/** Annotations as Grafana hands them to panels: frames with a field `time`, and with `text`, `title`, `color` and `tags` where there are any. Pure. */
export function marksOf(frames: readonly DataFrame[], fallbackColor: string): TimeMark[] {
  return frames.flatMap((frame) => {
    const valuesOf = (name: string): readonly unknown[] =>
      frame.fields.find((field) => field.name === name)?.values ?? [];
    const [texts, titles, colors, tags] = [valuesOf('text'), valuesOf('title'), valuesOf('color'), valuesOf('tags')];
    return valuesOf('time').flatMap((timeMs, row) =>
      typeof timeMs === 'number' && Number.isFinite(timeMs)
        ? [
            {
              timeMs,
              text: wordOf(texts[row]) || wordOf(titles[row]),
              color: wordOf(colors[row]) || fallbackColor,
              tags: wordsOf(tags[row]),
            },
          ]
        : [],
    );
  });
}

const wordOf = (value: unknown): string => (typeof value === 'string' ? value : '');

const wordsOf = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((each) => typeof each === 'string') : [];
