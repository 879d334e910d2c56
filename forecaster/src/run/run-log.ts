import { signalId } from '@wellhead/contracts';
import type { Run } from '@wellhead/stores';
import type { Logger } from 'pino';
import type { PlanNote, PlannedForecast } from './plan-batches.js';
import type { Made } from './publish.js';

/** A forecast that was tried and not made. */
export interface FailedForecast extends PlannedForecast {
  readonly reason: string;
}

/** Says of each signal that could not be forecast as asked, why: one line a signal and reason, however many vintages. */
export async function logNotes(run: Run, notes: readonly PlanNote[]): Promise<void> {
  for (const { line, count, last } of gathered(notes, sentenceOf))
    await run.log('warn', 'plan', line, { forecasts: count, lastAsOfMs: last.asOfMs });
}

export async function logFailures(run: Run, failed: readonly FailedForecast[], log: Logger): Promise<void> {
  if (failed.length === 0) return;
  log.warn({ runId: run.id, failed: failed.length, reason: failed[0]?.reason }, 'forecasts failed');
  for (const { line, count, last } of gathered(failed, ({ signal, reason }) => `${signalId(signal)}: ${reason}`))
    await run.log('error', 'forecast', line, { forecasts: count, lastAsOfMs: last.asOfMs });
}

/** Models that threw on some series: these are forecast by the others. */
export async function logModelFailures(run: Run, made: readonly Made[], log: Logger): Promise<void> {
  const failures = made.flatMap(({ planned, failures: reasons }) => reasons.map((reason) => ({ ...planned, reason })));
  const [first] = failures;
  if (!first) return;
  log.warn({ runId: run.id, failed: failures.length, reason: first.reason }, 'models failed');
  for (const { line, count, last } of gathered(failures, ({ signal, reason }) => `${signalId(signal)}: ${reason}`))
    await run.log('warn', 'forecast', `${line}; the other models were used`, {
      forecasts: count,
      lastAsOfMs: last.asOfMs,
    });
}

function sentenceOf(note: PlanNote): string {
  const id = signalId(note.signal);
  switch (note.kind) {
    case 'no-readings':
      return `${id}: no readings in the time that a window reaches back; nothing to forecast from`;
    case 'too-short':
      return `${id}: too few readings, ${note.have} of the ${note.need} steps that are needed; it is forecast once they have come`;
    case 'not-driven':
      return `${id}: is forecast without its drivers: ${note.reason}`;
    case 'not-summed':
      return `${id}: is forecast on its own, not as the sum of its parts: ${note.reason}`;
    default:
      return note satisfies never;
  }
}

/** Notes by signal and kind of sentence; of several vintages the last one speaks. */
function gathered<T extends { readonly signal: PlannedForecast['signal'] }>(
  notes: readonly T[],
  sentence: (note: T) => string,
): readonly { readonly line: string; readonly count: number; readonly last: T }[] {
  const groups = new Map<string, { line: string; count: number; last: T }>();
  for (const note of notes) {
    const line = sentence(note);
    // Figures differ from vintage to vintage; what stands before the first digit does not.
    const key = `${signalId(note.signal)} ${line.slice(signalId(note.signal).length).split(/\d/)[0] ?? ''}`;
    const known = groups.get(key);
    groups.set(key, { line, count: (known?.count ?? 0) + 1, last: note });
  }
  return [...groups.values()];
}
