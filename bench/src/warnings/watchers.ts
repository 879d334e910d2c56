import { anomalyExcess, nsFromMs, seriesOf, signalSchema, type Limit } from '@wellhead/contracts';
import { advance, newChannel, nextSteps } from '@wellhead/forecaster/anomaly/channel';
import { openScorer } from '@wellhead/forecaster/anomaly/score-readings';
import { predictBreaches } from '@wellhead/forecaster/breach/predict-breaches';
import { chooseThreshold, scoreWells, warningsAbove } from '@wellhead/forecaster/failure/evaluate-warnings';
import { openFailureScorer, trainFailure } from '@wellhead/forecaster/failure/train-failure';
import { openDrift } from '@wellhead/forecaster/models/drift/drift';
import { openHoltWinters } from '@wellhead/forecaster/models/holt-winters/holt-winters';
import { openSeasonalNaive } from '@wellhead/forecaster/models/seasonal-naive/seasonal-naive';
import { forecastBatch } from '@wellhead/forecaster/workers/forecast-batch';
import type { BenchWell } from './simulated-wells.js';
import { dailyMeans, DAY, HOUR, isStanding } from './simulated-wells.js';

/** Limits of the signals, as the pack has them. */
export type TmsLimits = readonly Pick<Limit, 'field' | 'kind' | 'value'>[];

const SHAPE = { seasonSteps: 1, cycleSteps: 7, horizonSteps: 144 };
/** 156 cycles of 7 steps, as a run takes them. */
const WINDOW_STEPS = 1_092;
const WARNS_FROM = 0.5;
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

/**
 * Hours at which a crossing within a day was told with a probability of one half or more, well by well; asked each `everyHours`, all wells together, since limits of one
 * field learn together. Three of the local models take part, for time: seasonal naive, Holt-Winters, drift; the forced trends always do.
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
  for (let atMs = 9 * DAY; atMs < days * DAY; atMs += everyHours * HOUR) {
    const end = atMs / stepMs;
    const asked = wells.flatMap((well, at) =>
      isStanding(well, atMs)
        ? []
        : fields.map((field) => ({
            at,
            well,
            field,
            values: filled(well.signals[field].slice(Math.max(0, end - WINDOW_STEPS), end)),
          })),
    );
    if (asked.length === 0) continue;
    const outcomes = await forecastBatch(
      {
        shape: SHAPE,
        series: asked.map(({ field, values }) => ({
          values,
          nonNegative: false,
          addsUp: false,
          leaves: [],
          limits: limits.filter((limit) => limit.field === field).map(({ kind, value }) => ({ kind, value })),
        })),
      },
      models,
    );
    const told = predictBreaches(
      asked.map(({ well, field }, place) => {
        const outcome = outcomes[place];
        return {
          signal: signal(well.place, field, stepMs),
          issuedAtMs: atMs,
          cutoffMs: atMs - stepMs,
          watches: outcome?.kind === 'forecast' ? outcome.watches : [],
        };
      }),
      'bench',
    );
    for (const { asset, shown, probability } of told)
      if (shown && probability >= WARNS_FROM) {
        const at = wells.findIndex(({ place }) => asset === `well-${place}`);
        const before = alarms[at] as number[];
        if (before.at(-1) !== atMs / HOUR) before.push(atMs / HOUR);
      }
  }
  await Promise.all(models.map((model) => model.close()));
  return alarms;
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
  const alarms: number[][] = [];
  for (const well of wells) {
    const hours = new Set<number>();
    for (const field of fields) {
      const rows = [...well.signals[field]].flatMap((value, step) => (Number.isNaN(value) ? [] : [{ step, value }]));
      const channel = newChannel(
        seriesOf('tms', { asset: `well-${well.place}` }, field, 'float'),
        signal(well.place, field, well.stepMs),
        {
          timeNs: BigInt64Array.from(rows, ({ step }) => nsFromMs(step * well.stepMs)),
          values: rows.map(({ value }) => value),
        },
      );
      if (channel === undefined) continue;
      for (let steps = nextSteps(channel); steps !== undefined; steps = nextSteps(channel)) {
        const [scores] = await scorer.score({ seasonSteps: channel.seasonSteps, channels: [steps] });
        if (scores === undefined) break;
        for (const { timeNs, z, cusum } of advance(channel, scores)) {
          const atMs = Number(timeNs / 1_000_000n);
          const stuck = well.stuck.some(({ startsMs, failsMs }) => atMs >= startsMs && atMs < failsMs + HOUR);
          if (anomalyExcess(z, cusum) > 0 && !stuck && !isStanding(well, atMs)) hours.add(atMs / HOUR);
        }
      }
    }
    alarms.push([...hours].sort((a, b) => a - b));
  }
  await scorer.close();
  return alarms;
}

/** Hours at which a failure within 7 days was told, once a day; learnt from other wells. */
export async function failureAlarms(
  wells: {
    readonly train: readonly BenchWell[];
    readonly calibrate: readonly BenchWell[];
    readonly heldOut: readonly BenchWell[];
  },
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
  const [train, calibrate, heldOut] = [wells.train, wells.calibrate, wells.heldOut].map((group) =>
    group.map(history),
  ) as [ReturnType<typeof history>[], ReturnType<typeof history>[], ReturnType<typeof history>[]];
  const untilDay = (wells.train[0] as BenchWell).days;
  const outcome = await trainFailure({ train, calibrate }, { signals: fields, withinDays: 7, untilDay, seed: 1 });
  if (outcome.kind !== 'trained') throw new Error(`too few failures to learn from: ${outcome.have} of ${outcome.need}`);
  const scorer = await openFailureScorer(outcome.failure);
  const asked = { signals: fields, withinDays: 7, fromDay: 0 };
  const threshold = chooseThreshold(await scoreWells(calibrate, scorer, asked), 7);
  const judged = warningsAbove(await scoreWells(heldOut, scorer, asked), threshold);
  await scorer.close();
  // A day is known when it is over.
  return judged.map(({ alarmDays }) => alarmDays.map((day) => (day + 1) * 24));
}
