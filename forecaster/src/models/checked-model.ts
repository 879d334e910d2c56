import { MIN_CYCLES } from '../domain/cycles.js';
import { isFinite, withValues, type RollingForecast } from '../domain/rolling.js';
import type { ForecastModel, ModelBatch } from './model.js';

/** Beyond this the square of a value, or the sum of many, leaves what a double holds. */
const LARGE = 1e100;
/** The largest power of two that values are divided by: 2^1024 is no number, and what is left is small enough. */
const MOST_HALVINGS = 1000;

/**
 * A model that says of a batch what is wrong with it, and keeps the promise of finite numbers for values of any size. Where its own arithmetic left what a
 * double holds, it is asked once more of those series alone: infinite values as missing, huge ones divided by a power of two. What is looked at is
 * what comes out, since that is shorter than what goes in. Rejects where even that gives no numbers.
 */
export function checkedModel(model: ForecastModel): ForecastModel {
  const again = async (batch: ModelBatch, places: readonly number[]): Promise<readonly RollingForecast[]> => {
    const tamed = places.map((at) => tame(batch.series[at] as Float64Array));
    const forecasts = await model.forecast({
      shape: batch.shape,
      series: tamed.map(({ values }) => values),
      addsUp: places.map((at) => batch.addsUp[at] === true),
      ...(batch.inputs && { inputs: places.map((at) => batch.inputs?.[at]) }),
    });
    return forecasts.map((rolling, place) => {
      if (!isFinite(rolling.values)) throw new Error(overflow(model.name, batch, places[place] as number));
      const { unit } = tamed[place] as Tamed;
      return unit === 1
        ? rolling
        : withValues(
            rolling,
            rolling.values.map((value) => inUnit(value, unit)),
          );
    });
  };
  return {
    ...model,
    async forecast(batch) {
      const fault = faultOf(batch);
      if (fault !== undefined) throw new Error(`${model.name} cannot forecast: ${fault}`);
      const forecasts = await model.forecast(batch);
      const places = [...forecasts.keys()].filter((at) => !isFinite((forecasts[at] as RollingForecast).values));
      if (places.length === 0) return forecasts;
      const mended = new Map((await again(batch, places)).map((rolling, place) => [places[place] as number, rolling]));
      return forecasts.map((rolling, at) => mended.get(at) ?? rolling);
    },
  };
}

/** What a batch lacks that every model relies on. */
function faultOf({ shape: { cycleSteps }, series }: ModelBatch): string | undefined {
  const steps = series[0]?.length;
  if (steps === undefined) return undefined;
  const other = series.findIndex(({ length }) => length !== steps);
  if (other > 0)
    return `series ${other} of the batch has ${series[other]?.length} steps, the first has ${steps}; expected are series of equal length`;
  return steps % cycleSteps === 0 && steps >= MIN_CYCLES * cycleSteps
    ? undefined
    : `its series have ${steps} steps; expected are whole cycles of ${cycleSteps} steps, at least ${MIN_CYCLES} of them`;
}

interface Tamed {
  readonly values: Float64Array;
  /** What a value of 1 stands for; a power of two. */
  readonly unit: number;
}

function tame(series: Float64Array): Tamed {
  const values = series.map((value) => (Number.isFinite(value) ? value : Number.NaN));
  const largest = values.reduce((most, value) => (Math.abs(value) > most ? Math.abs(value) : most), 0);
  if (largest <= LARGE) return { values, unit: 1 };
  const unit = 2 ** Math.min(MOST_HALVINGS, Math.floor(Math.log2(largest)));
  return { values: values.map((value) => value / unit), unit };
}

const inUnit = (value: number, unit: number): number =>
  Math.min(Number.MAX_VALUE, Math.max(-Number.MAX_VALUE, value * unit));

function overflow(name: string, { series }: ModelBatch, at: number): string {
  const known = Array.from(series[at] as Float64Array).filter(Number.isFinite);
  const [least, most] = [Math.min(...known), Math.max(...known)];
  return `${name} gave no finite numbers for series ${at} of the batch (${known.length} values from ${least} to ${most}; expected is a series whose differences are within some 30 powers of ten)`;
}
