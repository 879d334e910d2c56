import { setImmediate as nextTurn } from 'node:timers/promises';
import {
  ANOMALY_MEASUREMENT,
  ANOMALY_OF,
  nsFromMs,
  signalId,
  type Clock,
  type Series,
  type Signal,
} from '@wellhead/contracts';
import { anomalyStates, openCatalogue, saveAnomalyStates, type SeriesReadings, type Stores } from '@wellhead/stores';
import { anomalyCopy, companionOf, type SeriesScores } from './anomaly-copy.js';
import {
  absorb,
  advance,
  beginningSteps,
  newChannel,
  nextSteps,
  seasonOf,
  type Channel,
  type Checkpoint,
  type SeriesTimes,
} from './channel.js';
import type { Scorer } from './score-readings.js';
import { channelOf, stateOf } from './saved-state.js';
import { belongsTo, groupsOf, newestRanges, pastRanges, type Range, type SignalGroup } from './ranges.js';

export interface ReadingsWatch {
  /**
   * Looks for readings and scores them: `newest`, those after the last ones; `past`, also late ones, corrections and series that are new, with the newest in
   * between where it takes long. Resolves with the number of scores written. After a rejection the next look goes on where this one stopped.
   */
  look(at: 'newest' | 'past'): Promise<number>;
}

export interface ReadingsWatchOptions {
  readonly stores: Pick<Stores, 'telemetry' | 'pool'>;
  readonly scorer: Scorer;
  readonly clock: Clock;
}

/** Channels scored in one run, and scores written in one go or a run more: small, as this thread may serve requests too. */
const CHANNELS_A_RUN = 50;
const SCORES_A_WRITE = 3_000;
/** Series taken in before other work gets its turn. */
const SERIES_A_TURN = 20;
/** While the past is looked at the newest readings are looked for after this time, ms, again: they wait for nobody. */
const NEWEST_DUE_MS = 400;
/** Readings this far ahead of our clock are scored as they come. */
const AHEAD_MS = 300_000;

/**
 * Scores every series of every catalogued signal. States are saved after the scores that led to them, and a reading keeps its score: a restart goes
 * on from the saved state, gives the same scores and writes those that are missing.
 */
export async function openReadingsWatch({ stores, scorer, clock }: ReadingsWatchOptions): Promise<ReadingsWatch> {
  const { telemetry, pool } = stores;
  const saved = await anomalyStates(pool);
  let groups: readonly SignalGroup[] = [];
  let bySignal = new Map<string, Signal>();
  const channels = new Map<string, Channel>();
  const savedNs = new Map<string, bigint>();
  /** Scores that a store did not take yet. */
  let unwritten: SeriesScores[] = [];
  let restored = false;

  async function readCatalogue(): Promise<void> {
    const signals = await openCatalogue(pool).signals();
    bySignal = new Map(signals.map((signal) => [signalId(signal), signal]));
    groups = groupsOf(signals);
    for (const [key, channel] of channels) {
      const signal = bySignal.get(signalIdOf(channel.series));
      // Another interval or season: what was learnt no longer fits.
      if (signal?.intervalMs !== channel.signal.intervalMs || seasonOf(signal) !== channel.seasonSteps)
        channels.delete(key);
    }
  }

  /** Channels from saved states, and the scores that were written after them. */
  async function restore(): Promise<void> {
    for (const state of saved) {
      const signal = bySignal.get(signalId(state));
      const channel = signal && channelOf(state, signal);
      if (!channel) continue;
      channels.set(channel.series.key, channel);
      savedNs.set(channel.series.key, state.timeNs);
    }
    restored = true;
  }

  async function read({ measurement, field, assets, fromNs }: Range): Promise<readonly SeriesReadings[]> {
    if (assets.length === 0) return [];
    return telemetry.read({
      selector: { measurement, field, tags: { asset: assets } },
      fromNs,
      toNs: nsFromMs(clock() + AHEAD_MS),
      shape: { kind: 'raw' },
    });
  }

  function take({ series, timeNs, values }: SeriesReadings, mayBegin: boolean): Channel | undefined {
    if (series.type === 'string' || series.type === 'boolean') return undefined;
    const readings: SeriesTimes = { timeNs, values: Float64Array.from(values as ArrayLike<number | bigint>, Number) };
    const known = channels.get(series.key);
    if (known) {
      absorb(known, readings);
      return undefined;
    }
    const signal = bySignal.get(signalIdOf(series));
    const begun = mayBegin && signal !== undefined ? newChannel(series, signal, readings) : undefined;
    if (begun) channels.set(series.key, begun);
    return begun;
  }

  /** Scores that stand in the store already are not written again. */
  async function recall(recalled: readonly Channel[]): Promise<void> {
    for (const group of groups) {
      const waiting = new Map(
        recalled
          .filter((channel) => channel.timeNs.length > 0 && belongsTo(group)(channel))
          .map((channel) => [companionOf(channel.series, 'z').key, channel]),
      );
      if (waiting.size === 0) continue;
      const times = [...waiting.values()].flatMap(({ timeNs }) => [timeNs[0] as bigint, timeNs.at(-1) as bigint]);
      const { measurement, field, assets } = group;
      const found = await telemetry.read({
        selector: {
          measurement: ANOMALY_MEASUREMENT,
          field: 'z',
          tags: { [ANOMALY_OF.measurement]: [measurement], [ANOMALY_OF.field]: [field], asset: [...assets] },
        },
        fromNs: times.reduce((least, at) => (at < least ? at : least)),
        toNs: times.reduce((most, at) => (at > most ? at : most)) + 1n,
        shape: { kind: 'raw' },
      });
      for (const { series, timeNs, values } of found) {
        const channel = waiting.get(series.key);
        const byTime = new Map(Array.from(timeNs, (at, row) => [at, Number(values[row])]));
        channel?.timeNs.forEach((at, row) => (channel.z[row] = byTime.get(at) ?? Number.NaN));
      }
    }
  }

  async function scoreAll(): Promise<number> {
    let written = await writeScores();
    for (;;) {
      const waiting = new Map<number, Channel[]>();
      for (const channel of channels.values())
        if (channel.scored < channel.timeNs.length) {
          const alike = waiting.get(channel.seasonSteps);
          if (alike) alike.push(channel);
          else waiting.set(channel.seasonSteps, [channel]);
        }
      if (waiting.size === 0) return written + (await writeScores());
      for (const [seasonSteps, all] of waiting)
        for (let from = 0; from < all.length; from += CHANNELS_A_RUN) {
          const some = all.slice(from, from + CHANNELS_A_RUN);
          const steps = some.flatMap((channel) => nextSteps(channel) ?? []);
          const results = await scorer.score({ seasonSteps, channels: steps });
          await nextTurn();
          some.forEach((channel, at) => {
            const result = results[at];
            if (result) unwritten.push({ series: channel.series, scores: advance(channel, result) });
          });
          if (unwritten.reduce((sum, { scores }) => sum + scores.length, 0) >= SCORES_A_WRITE)
            written += await writeScores();
        }
    }
  }

  async function writeScores(): Promise<number> {
    const count = unwritten.reduce((sum, { scores }) => sum + scores.length, 0);
    if (count > 0) await telemetry.write(anomalyCopy(unwritten));
    unwritten = [];
    return count;
  }

  async function save(): Promise<void> {
    const moved = [...channels].filter(
      ([key, { checkpoints }]) => savedNs.get(key) !== (checkpoints[0] as Checkpoint).timeNs,
    );
    await saveAnomalyStates(
      pool,
      moved.map(([, channel]) => stateOf(channel)),
    );
    for (const [key, { checkpoints }] of moved) savedNs.set(key, (checkpoints[0] as Checkpoint).timeNs);
  }

  /** Takes in what a range holds; the channels that it begins, where it may. */
  async function takeRange(range: Range, mayBegin: boolean): Promise<readonly Channel[]> {
    const begun: Channel[] = [];
    for (const [place, found] of (await read(range)).entries()) {
      const channel = take(found, mayBegin);
      if (channel) begun.push(channel);
      if (place % SERIES_A_TURN === SERIES_A_TURN - 1) await nextTurn();
    }
    return begun;
  }

  async function lookForNewest(): Promise<number> {
    const nowMs = clock();
    for (const group of groups)
      for (const range of newestRanges(group, channels.values(), nowMs)) await takeRange(range, false);
    return scoreAll();
  }

  async function lookAtPast(): Promise<number> {
    const nowMs = clock();
    await readCatalogue();
    const first = !restored;
    if (first) await restore();
    const before = [...channels.values()];
    const begun: Channel[] = [];
    let written = 0;
    let newestMs = nowMs;
    for (const group of groups)
      for (const range of pastRanges(group, channels.values(), nowMs, beginningSteps)) {
        const own = await takeRange(range, true);
        // What stands in the store must be known before anything of it is scored; after a restart that is read once for all.
        if (first) begun.push(...own);
        else {
          await recall(own);
          if (clock() - newestMs < NEWEST_DUE_MS) continue;
          written += await lookForNewest();
          newestMs = clock();
        }
      }
    if (first) await recall([...before, ...begun]);
    written += await scoreAll();
    await save();
    return written;
  }

  return { look: (at) => (at === 'newest' ? lookForNewest() : lookAtPast()) };
}

const signalIdOf = ({ tags, measurement, field }: Series): string =>
  signalId({ asset: tags['asset'] ?? '', measurement, field });
