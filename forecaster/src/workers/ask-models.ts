import { isAllowed } from '@wellhead/contracts';
import { BASELINE, type Candidate } from '../domain/champion.js';
import type { KnownInputs } from '../domain/known-inputs.js';
import type { RollingForecast } from '../domain/rolling.js';
import { modelScratch } from '../domain/scratch.js';
import type { BatchShape, ForecastModel } from '../models/model.js';

export interface AskedSeries {
  readonly values: Float64Array;
  readonly addsUp: boolean;
  readonly models?: readonly string[];
  readonly notAsked?: readonly string[];
  readonly showModels?: readonly string[];
  readonly inputs?: KnownInputs;
}

/** What the models say of one series, and why some say nothing. */
export interface Answers {
  readonly candidates: Candidate[];
  /** One sentence a model that threw on this series. */
  readonly failures: string[];
}

/**
 * Runs that a model gets, beyond the first, to tell the series it throws on from those it does not. Halving finds one among 250 in 16 runs; a
 * model that throws on everything is given up soon.
 */
const MOST_RETRIES = 40;

/** Asks every model of every series, those of equal length at once. A model that throws on a series is left out for that series alone. */
export async function askModels(
  shape: BatchShape,
  series: readonly AskedSeries[],
  models: readonly ForecastModel[],
): Promise<readonly Answers[]> {
  const answers = series.map((): Answers => ({ candidates: [], failures: [] }));
  for (const model of models) {
    if (model.refuses(shape) !== undefined) continue;
    let retries = MOST_RETRIES;
    const ask = async (places: readonly number[]): Promise<void> => {
      const asked = places.map((at) => series[at] as AskedSeries);
      let forecasts: readonly RollingForecast[];
      try {
        forecasts = await modelScratch.during(() =>
          model.forecast({
            shape,
            series: asked.map(({ values }) => values),
            addsUp: asked.map(({ addsUp }) => addsUp),
            inputs: asked.map(({ inputs }) => inputs),
          }),
        );
        if (forecasts.length !== places.length)
          throw new Error(`it answered ${forecasts.length} forecasts for ${places.length} series`);
      } catch (error) {
        if (places.length > 1 && retries >= 2) {
          retries -= 2;
          const middle = places.length >>> 1;
          await ask(places.slice(0, middle));
          await ask(places.slice(middle));
          return;
        }
        const reason = `${model.name} failed: ${error instanceof Error ? error.message : String(error)}`;
        for (const at of places) answers[at]?.failures.push(reason);
        return;
      }
      forecasts.forEach((rolling, place) =>
        answers[places[place] as number]?.candidates.push({ model: model.name, rolling }),
      );
    };
    // What is to be shown by name is asked for, whether or not it looks worth it.
    const isAsked = ({ values, models: allowed, notAsked = [], showModels = [], inputs }: AskedSeries): boolean =>
      (model.name === BASELINE || isAllowed(model.name, allowed)) &&
      !notAsked.includes(model.name) &&
      (isAllowed(model.name, showModels) || model.suits(values, shape, inputs));
    for (const places of sameLength(series, isAsked)) await ask(places);
  }
  return answers;
}

function sameLength(series: readonly AskedSeries[], isAsked: (one: AskedSeries) => boolean): Iterable<number[]> {
  const places = new Map<number, number[]>();
  series.forEach((one, at) => {
    const { values } = one;
    if (!isAsked(one)) return;
    const known = places.get(values.length);
    if (known) known.push(at);
    else places.set(values.length, [at]);
  });
  return places.values();
}
