import { anomalyExcess, nsFromMs, seriesOf, signalSchema, type Limit } from '@wellhead/contracts';
import { advance, newChannel, nextSteps } from '@wellhead/forecaster/anomaly/channel';
import { openScorer, type ChannelScores } from '@wellhead/forecaster/anomaly/score-readings';
import { predictBreaches, type WatchedVintage } from '@wellhead/forecaster/breach/predict-breaches';
import { watchLimits } from '@wellhead/forecaster/breach/watch-limits';
import { ownForecast } from '@wellhead/forecaster/domain/champion';
import {
  chooseThreshold,
  scoredLeftOut,
  scoreWells,
  warningsAbove,
} from '@wellhead/forecaster/failure/evaluate-warnings';
import { openFailureScorer, trainFailure } from '@wellhead/forecaster/failure/train-failure';
import { openDrift } from '@wellhead/forecaster/models/drift/drift';
import { openHoltWinters } from '@wellhead/forecaster/models/holt-winters/holt-winters';
import { openSeasonalNaive } from '@wellhead/forecaster/models/seasonal-naive/seasonal-naive';
import { askModels } from '@wellhead/forecaster/workers/ask-models';
import type { BenchWell } from './simulated-wells.js';
import { dailyMeans, DAY, HOUR, isStanding } from './simulated-wells.js';

/** Limits of the signals, as the pack has them. */
export type TmsLimits = readonly Pick<Limit, 'field' | 'kind' | 'value'>[];

const SHAPE = { seasonSteps: 1, cycleSteps: 7, horizonSteps: 144 };
/** 156 cycles of 7 steps, as a run takes them. */
const WINDOW_STEPS = 1_092;
const WARNS_FROM = 0.5;
/** By then there is a whole window. */
const FIRST_ASKED_DAY = 9;
const signal = (place: number, field: string, stepMs: number) =>
  signalSchema.parse({
    asset: `well-${place}`,
    measurement: 'tms',
    field,
    title: field,
    intervalMs: stepMs,
    pack: 'oil-wells',
    horizonSteps: SHAPE.horizonSteps,
  });

/** Windows that models are asked of at once. */
const WINDOWS_A_BATCH = 240;

/**
 * Hours at which a crossing within a day was told with a probability of one half or more, well by well; asked each `everyHours`, all wells together, since limits of one
 * field learn together. Three of the local models take part, for time: seasonal naive, Holt-Winters, drift; the forced trends always do. Windows of all origins go
 * through the models in big batches, and their intervals, which no warning looks at, are not learnt.
 */
export async function breachAlarms(
  wells: readonly BenchWell[],
  limits: TmsLimits,
  everyHours: number,
): Promise<number[][]> {
  const models = [openSeasonalNaive(), openHoltWinters(), openDrift()];
  const alarms = wells.map((): number[] => []);
  const fields = [...new Set(limits.map(({ field }) => field))] as (keyof BenchWell['signals'])[];
  const { stepMs, days } = wells[0] as BenchWell;
  const asked = Array.from(
    { length: Math.ceil(((days - FIRST_ASKED_DAY) * DAY) / (everyHours * HOUR)) },
    (_, turn) => FIRST_ASKED_DAY * DAY + turn * everyHours * HOUR,
  ).flatMap((atMs) =>
    wells.flatMap((well, at) =>
      isStanding(well, atMs) ? [] : fields.map((field) => ({ atMs, at, well, field, end: atMs / stepMs })),
    ),
  );
  const vintages: WatchedVintage[] = [];
  for (let from = 0; from < asked.length; from += WINDOWS_A_BATCH) {
    const some = asked.slice(from, from + WINDOWS_A_BATCH);
    const series = some.map(({ well, field, end }) => ({
      values: filled(well.signals[field].slice(Math.max(0, end - WINDOW_STEPS), end)),
      nonNegative: false,
      addsUp: false,
      limits: limits.filter((limit) => limit.field === field).map(({ kind, value }) => ({ kind, value })),
    }));
    const answers = await askModels(SHAPE, series, models);
    some.forEach(({ well, field, atMs }, place) => {
      const one = series[place] as (typeof series)[number];
      const rolling = ownForecast(answers[place]?.candidates ?? [], { ...one, ...SHAPE });
      if (rolling === undefined) return;
      vintages.push({
        signal: signal(well.place, field, stepMs),
        issuedAtMs: atMs,
        cutoffMs: atMs - stepMs,
        watches: watchLimits({ model: 'own', rolling }, one, SHAPE),
      });
    });
  }
  for (const { asset, issuedAtMs, shown, probability } of predictBreaches(vintages, 'bench')) {
    if (!shown || probability < WARNS_FROM) continue;
    const at = wells.findIndex(({ place }) => asset === `well-${place}`);
    (alarms[at] as number[]).push(issuedAtMs / HOUR);
  }
  await Promise.all(models.map((model) => model.close()));
  return alarms.map((hours) => [...new Set(hours)].sort((a, b) => a - b));
}

/** A window has whole cycles; a lost reading is the one before. */
function filled(values: Float64Array): Float64Array {
  for (let at = 1; at < values.length; at += 1) if (Number.isNaN(values[at])) values[at] = values[at - 1] as number;
  return values.subarray(values.length % SHAPE.cycleSteps);
}

/** Hours of readings whose anomaly score passes its bound, well by well; what a stuck sensor or a standing pump says is left out. */
export async function anomalyAlarms(wells: readonly BenchWell[], limits: TmsLimits): Promise<number[][]> {
  const scorer = openScorer();
  const fields = [...new Set(limits.map(({ field }) => field))] as (keyof BenchWell['signals'])[];
  const channels = wells.flatMap((well, at) =>
    fields.flatMap((field) => {
      const rows = [...well.signals[field]].flatMap((value, step) => (Number.isNaN(value) ? [] : [{ step, value }]));
      const channel = newChannel(
        seriesOf('tms', { asset: `well-${well.place}` }, field, 'float'),
        signal(well.place, field, well.stepMs),
        {
          timeNs: BigInt64Array.from(rows, ({ step }) => nsFromMs(step * well.stepMs)),
          values: rows.map(({ value }) => value),
        },
      );
      return channel === undefined ? [] : [{ at, well, channel }];
    }),
  );
  const hours = wells.map(() => new Set<number>());
  // All channels take their next readings in one run.
  for (;;) {
    const waiting = channels.flatMap(({ at, well, channel }) => {
      const steps = nextSteps(channel);
      return steps === undefined ? [] : [{ at, well, channel, steps }];
    });
    if (waiting.length === 0) break;
    const results = await scorer.score({ seasonSteps: SHAPE.seasonSteps, channels: waiting.map(({ steps }) => steps) });
    waiting.forEach(({ at, well, channel }, place) => {
      for (const { timeNs, z, cusum } of advance(channel, results[place] as ChannelScores)) {
        const atMs = Number(timeNs / 1_000_000n);
        const stuck = well.stuck.some(({ startsMs, failsMs }) => atMs >= startsMs && atMs < failsMs + HOUR);
        if (anomalyExcess(z, cusum) > 0 && !stuck && !isStanding(well, atMs)) hours[at]?.add(atMs / HOUR);
      }
    });
  }
  await scorer.close();
  return hours.map((found) => [...found].sort((a, b) => a - b));
}

/** Hours at which a failure within 7 days was told, once a day; learnt from other wells. */
export async function failureAlarms(
  wells: { readonly learnt: readonly BenchWell[]; readonly heldOut: readonly BenchWell[] },
  fields: readonly string[],
): Promise<number[][]> {
  const history = (well: BenchWell) => ({
    id: `well-${well.place}`,
    signals: dailyMeans(well),
    failures: well.trips.map(({ failsMs, runsAgainMs }) => ({
      failedOnDay: Math.floor(failsMs / DAY),
      runsAgainOnDay: Math.floor(runsAgainMs / DAY) + 1,
    })),
  });
  const learnt = wells.learnt.map(history);
  const heldOut = wells.heldOut.map(history);
  const untilDay = (wells.learnt[0] as BenchWell).days;
  const outcome = await trainFailure(learnt, { signals: fields, withinDays: 7, untilDay, seed: 1 });
  if (outcome.kind !== 'trained') throw new Error(`too few failures to learn from: ${outcome.have} of ${outcome.need}`);
  const scorer = await openFailureScorer(outcome.failure);
  const asked = { signals: fields, withinDays: 7, fromDay: 0 };
  const threshold = chooseThreshold(scoredLeftOut(learnt, outcome.leftOut, { withinDays: 7, untilDay }), 7);
  const judged = warningsAbove(await scoreWells(heldOut, scorer, asked), threshold);
  await scorer.close();
  // A day is known when it is over.
  return judged.map(({ alarmDays }) => alarmDays.map((day) => (day + 1) * 24));
}
