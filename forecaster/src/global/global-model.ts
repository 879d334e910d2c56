import { InferenceSession, Tensor } from 'onnxruntime-node';
import type { KnownInputs } from '../domain/known-inputs.js';
import type { RollingForecast } from '../domain/rolling.js';
import { fillSeasons, keepWithinReach } from '../models/ridge/gaps.js';
import type { ForecastModel } from '../models/model.js';
import { SESSION_OPTIONS } from '../models/sessions.js';
import { checkedModel } from '../models/checked-model.js';
import type { StoredNetwork } from './record.js';
import { windowScale } from './windows.js';

export interface GlobalModelOptions {
  /** As it is published; default: kind and version 1. */
  readonly name?: string;
  /** A series with fewer origins after the training is not worth asking for: all models of a series are judged on the same ones. */
  readonly leastOrigins?: number;
}

/**
 * A stored network as one model among the others: all origins of a batch in one run. Origins before its training cutoff are seasonal repeats and are not judged: it knows
 * what came after them. A series whose end is not known in time (no inputs), or whose window ends with too few cycles after the cutoff,
 * is not forecast with it.
 */
export function openGlobalModel(
  { model, record }: StoredNetwork,
  { name = `${record.kind}@1`, leastOrigins = 0 }: GlobalModelOptions = {},
): ForecastModel {
  const { lags, seasonSteps, cycleSteps, horizonSteps, trainedUntilMs } = record;
  /**
   * The end of cycle c lies (cycles − 1 − c) cycles before the cutoff; its forecast is honest when nothing after it was learnt from. This is the one
   * place that keeps networks from being judged on their own lessons.
   */
  const firstHonest = (cycles: number, inputs: KnownInputs | undefined): number => {
    const before = inputs ? (inputs.cutoffMs - trainedUntilMs) / (cycleSteps * inputs.stepMs) : 0;
    return Math.min(cycles - 1, Math.max(Math.ceil(lags / cycleSteps) - 1, cycles - 1 - Math.floor(before)));
  };
  let session: Promise<InferenceSession> | undefined;
  return checkedModel({
    name,
    refuses: (shape) =>
      shape.seasonSteps === seasonSteps && shape.horizonSteps === horizonSteps
        ? undefined
        : `it was trained for a season of ${seasonSteps} and ${horizonSteps} steps ahead`,
    suits: (values, _, inputs) => {
      const cycles = values.length / cycleSteps;
      return values.length >= lags + 2 * cycleSteps && cycles - 1 - firstHonest(cycles, inputs) >= leastOrigins;
    },
    async forecast({ series, inputs = [] }) {
      session ??= InferenceSession.create(model, SESSION_OPTIONS);
      const runtime = await session;
      const steps = series[0]?.length ?? 0;
      const cycles = steps / cycleSteps;
      const x = new Float32Array(series.length * cycles * lags);
      const filled = series.map((values) => fillSeasons(values, seasonSteps, 0));
      filled.forEach((values, at) => {
        for (let cycle = 0; cycle < cycles; cycle += 1) {
          const from = (cycle + 1) * cycleSteps - lags;
          const scale = from < 0 ? undefined : windowScale(values, from, lags);
          if (!scale) continue;
          for (let lag = 0; lag < lags; lag += 1)
            x[(at * cycles + cycle) * lags + lag] = ((values[from + lag] as number) - scale.level) / scale.size;
        }
      });
      const { y } = await runtime.run({ x: new Tensor('float32', x, [series.length * cycles, lags]) });
      const given = y?.data;
      if (!(given instanceof Float32Array)) throw new Error('the network gave no forecasts');
      return series.map((known, at): RollingForecast => {
        const values = filled[at] as Float64Array;
        const forecast = new Float64Array(cycles * horizonSteps);
        for (let cycle = 0; cycle < cycles; cycle += 1) {
          const end = (cycle + 1) * cycleSteps;
          const scale = end < lags ? undefined : windowScale(values, end - lags, lags);
          for (let ahead = 0; ahead < horizonSteps; ahead += 1) {
            const place = cycle * horizonSteps + ahead;
            forecast[place] = scale
              ? (given[at * cycles * horizonSteps + place] as number) * scale.size + scale.level
              : (values[end - seasonSteps + (ahead % seasonSteps)] as number);
          }
        }
        const firstOrigin = firstHonest(cycles, inputs[at]);
        const rolling = { cycles, horizonSteps, values: forecast, firstOrigin };
        keepWithinReach(rolling, known, cycleSteps);
        return rolling;
      });
    },
    async close() {
      await (await session)?.release();
    },
  });
}
