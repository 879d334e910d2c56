import type { DataFrame } from '@grafana/data';
import { marksOf } from '../chart-kit/marks.js';

/** A stretch of a process between two events: limits are its own. */
export interface Phase {
  readonly fromMs: number;
  /** The event that began it; undefined: the first one. */
  readonly began: string | undefined;
}

/** Phases that annotations begin, ascending; the first is there from the start. Annotations at one time are one event. Pure. */
export function phasesOf(annotations: readonly DataFrame[], words: string): readonly Phase[] {
  const wanted = words.trim().toLowerCase();
  const begun = new Map<number, string>();
  for (const { timeMs, text, tags } of marksOf(annotations, '')) {
    if (![text, ...tags].some((each) => each.toLowerCase().includes(wanted))) continue;
    begun.set(timeMs, [begun.get(timeMs), text].filter(Boolean).join(', '));
  }
  return [
    { fromMs: Number.NEGATIVE_INFINITY, began: undefined },
    ...[...begun].sort(([a], [b]) => a - b).map(([fromMs, began]) => ({ fromMs, began })),
  ];
}

/** Splits ascending points by phase; a phase without points is not returned. */
export function byPhase<T extends { readonly timeMs: number }>(
  points: readonly T[],
  phases: readonly Phase[],
): readonly { readonly phase: Phase; readonly points: readonly T[] }[] {
  return phases
    .map((phase, at) => {
      const endMs = phases[at + 1]?.fromMs ?? Number.POSITIVE_INFINITY;
      return { phase, points: points.filter(({ timeMs }) => timeMs >= phase.fromMs && timeMs < endMs) };
    })
    .filter(({ points: inside }) => inside.length > 0);
}
