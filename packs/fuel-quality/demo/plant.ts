import { MS_PER_DAY } from '@wellhead/contracts';
import { simulateRefinery, type SimulatedReading } from '../simulator/refinery.js';
import { simulateLaboratory, type LaboratoryWork } from '../simulator/laboratory.js';
import { companyTags, inUnitOf } from './tags.js';

/** One value as the company's systems have it. */
export interface TagValue {
  readonly time: string;
  readonly tag: string;
  readonly value: number;
  /** When it was written last, in ms. */
  readonly changedMs: number;
}

export interface Plant {
  /** Values in the order in which they were written, up to now. */
  values(nowMs: number): readonly TagValue[];
  /** What laboratory and dispatch have reported up to now. */
  work(nowMs: number): LaboratoryWork;
}

export const SEED = 95;
/** Dispatch kept its batches longer than the historian its tags: so many days before them, for what depots are forecast from. */
export const DISPATCH_DAYS = 42;
const WRITTEN_AFTER_MS = 60_000;
/** One value in so many is first written wrong, and put right later. */
const CORRECTED_EACH = 397;
/** A tag that the company sends and nobody has mapped. */
const UNTOLD_TAG = 'HT01.FI_FEED_B';
const CORRECTED_AFTER_MS = 3 * 3_600_000;

/** The simulated plant as it goes on: the same history at every start, told as far as the clock has come. */
export function openPlant(originMs: number): Plant {
  const tags = companyTags();
  const simulated = simulateRefinery({ seed: SEED, originMs, untilMs: Number.MAX_SAFE_INTEGER });
  let ahead: SimulatedReading | undefined;
  const written: TagValue[] = [];
  let waiting: TagValue[] = [];
  const truth: SimulatedReading[] = [];
  let count = 0;

  let before: LaboratoryWork | undefined;

  function take({ asset, signal, timeMs, value }: SimulatedReading): void {
    const known = tags.get(`${asset} ${signal}`);
    if (!known) throw new Error(`tags.csv has no tag of ${asset} ${signal}`);
    count += 1;
    const right = Number(inUnitOf(known.unit, value).toPrecision(8));
    const one = { time: new Date(timeMs).toISOString(), tag: known.tag, changedMs: timeMs + WRITTEN_AFTER_MS };
    const isCorrected = count % CORRECTED_EACH === 0;
    if (known.tag === 'HT01.FI_FEED') waiting.push({ ...one, tag: UNTOLD_TAG, value: right });
    waiting.push({ ...one, value: isCorrected ? Number((right * 1.004).toPrecision(8)) : right });
    if (isCorrected) waiting.push({ ...one, value: right, changedMs: timeMs + CORRECTED_AFTER_MS });
  }

  function goOn(nowMs: number): void {
    for (;;) {
      ahead ??= simulated.next().value as SimulatedReading;
      if (ahead.timeMs + WRITTEN_AFTER_MS > nowMs) break;
      if (ahead.signal.startsWith('true.')) truth.push(ahead);
      else take(ahead);
      ahead = undefined;
    }
    const due = waiting.filter(({ changedMs }) => changedMs <= nowMs).sort((a, b) => a.changedMs - b.changedMs);
    waiting = waiting.filter(({ changedMs }) => changedMs > nowMs);
    written.push(...due);
  }

  return {
    values(nowMs) {
      goOn(nowMs);
      return written;
    },
    work(nowMs) {
      goOn(nowMs);
      before ??= dispatchedBefore(originMs);
      const { results, batches } = simulateLaboratory(truth, { seed: SEED, originMs, untilMs: nowMs });
      return { results: [...before.results, ...results], batches: [...before.batches, ...batches] };
    },
  };
}

/** Batches of the series A, with both their samples, that had arrived before the history of tags begins. */
function dispatchedBefore(untilMs: number): LaboratoryWork {
  const seed = SEED + 1;
  const originMs = untilMs - DISPATCH_DAYS * MS_PER_DAY;
  const { results, batches } = simulateLaboratory(simulateRefinery({ seed, originMs, untilMs }), {
    seed,
    originMs,
    untilMs,
    series: 'A',
  });
  const received = new Set(results.flatMap(({ place, batch }) => (place === 'receipt' ? [batch] : [])));
  return {
    results: results.filter(({ batch }) => batch !== null && received.has(batch)),
    batches: batches.filter(({ batch }) => received.has(batch)),
  };
}
