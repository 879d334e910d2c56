import { setImmediate as nextTurn } from 'node:timers/promises';
import { MS_PER_DAY, SCORECARD_WINDOW_DAYS, signalId, type Signal } from '@wellhead/contracts';
import { saveVintageScores, vintagesToScore, type Stores, type Vintage, type VintageKey } from '@wellhead/stores';
import { onlyRunning } from '../run/read-running.js';
import { readBetween } from '../run/read-signals.js';
import { historySteps, scoreVintage } from './score-vintage.js';

/** Vintages held at once: reading more as text takes this thread too long at a stretch. */
const AT_ONCE = 200;

export interface ScoringSummary {
  readonly judged: number;
  /** Judgements that are new or other than before. */
  readonly changed: number;
}

/**
 * Judges vintages by what has come. `open`: those that still wait for readings. `corrections`: also settled ones that the scorecard still
 * rolls over, since a reading may come late or be corrected; the same readings give the same judgement, so nothing is counted twice.
 */
export async function scoreVintages(
  stores: Pick<Stores, 'telemetry' | 'pool'>,
  signals: readonly Signal[],
  nowMs: number,
  which: 'open' | 'corrections' = 'open',
): Promise<ScoringSummary> {
  const bySignal = new Map(signals.map((signal) => [signalId(signal), signal]));
  const wanted =
    which === 'open'
      ? { kind: 'open' as const }
      : { kind: 'ended-since' as const, sinceMs: nowMs - SCORECARD_WINDOW_DAYS * MS_PER_DAY };
  let judged = 0;
  let changed = 0;
  let after: VintageKey | undefined;
  for (;;) {
    const page = await vintagesToScore(stores.pool, wanted, { nowMs, most: AT_ONCE, after });
    for (const alike of readTogether(page)) {
      const scores = await judge(stores, alike, bySignal, nowMs);
      changed += await saveVintageScores(stores.pool, scores, nowMs);
      judged += scores.length;
      // This thread may serve requests too.
      await nextTurn();
    }
    if (page.length < AT_ONCE) return { judged, changed };
    after = page.at(-1);
  }
}

async function judge(
  stores: Pick<Stores, 'telemetry'>,
  vintages: readonly Vintage[],
  bySignal: ReadonlyMap<string, Signal>,
  nowMs: number,
): Promise<readonly ReturnType<typeof scoreVintage>[]> {
  const known = vintages.flatMap((vintage) => {
    const signal = bySignal.get(signalId(vintage));
    return signal === undefined ? [] : [{ vintage, signal }];
  });
  if (known.length === 0) return [];
  const fromMs = Math.min(
    ...known.map(({ vintage, signal }) => vintage.cutoffMs - historySteps(signal.seasonSteps) * vintage.stepMs),
  );
  const toMs = Math.max(...known.map(({ vintage }) => vintage.cutoffMs + (vintage.mean.length + 1) * vintage.stepMs));
  const signals = [...new Set(known.map(({ signal }) => signal))];
  const came = await readBetween(stores.telemetry, signals, fromMs, Math.min(toMs, nowMs + 1));
  const readings = await onlyRunning(stores.telemetry, signals, came);
  return known.map(({ vintage, signal }) => scoreVintage(vintage, signal, readings.get(signalId(signal)), nowMs));
}

/** Vintages of one measurement.field and step: their readings come by one query, and none is read further back than it needs. */
function readTogether(vintages: readonly Vintage[]): readonly (readonly Vintage[])[] {
  const groups = new Map<string, Vintage[]>();
  for (const vintage of vintages) {
    const key = JSON.stringify([vintage.measurement, vintage.field, vintage.stepMs]);
    const group = groups.get(key);
    if (group) group.push(vintage);
    else groups.set(key, [vintage]);
  }
  return [...groups.values()];
}
