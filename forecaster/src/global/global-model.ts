import { InferenceSession, Tensor } from 'onnxruntime-node';
import type { RollingForecast } from '../domain/rolling.js';
import { fillSeasons, withinReach } from '../models/ridge/gaps.js';
import type { ForecastModel } from '../models/model.js';
import { SESSION_OPTIONS } from '../models/sessions.js';
import type { StoredNetwork } from './record.js';
import { windowScale } from './windows.js';

/**
 * A stored network as one model among the others: all origins of a batch in one run. Origins before its training cutoff are seasonal repeats and are not judged: it knows
 * what came after them. A series whose end is not known in time (no inputs), or whose window ends with too few cycles after the cutoff,
 * is not forecast with it.
 */
export function openGlobalModel({ model, record }: StoredNetwork): ForecastModel {
  const { kind, lags, seasonSteps, cycleSteps, horizonSteps, trainedUntilMs } = record;
  let session: Promise<InferenceSession> | undefined;
  return {
    name: `${kind}@1`,
    refuses: (shape) =>
      shape.seasonSteps === seasonSteps && shape.horizonSteps === horizonSteps
        ? undefined
        : `it was trained for a season of ${seasonSteps} and ${horizonSteps} steps ahead`,
    suits: (values) => values.length >= lags + 2 * cycleSteps,
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
        const when = inputs[at];
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
        // The end of cycle c lies (cycles − 1 − c) cycles before the cutoff; its forecast is honest when nothing after it was learnt from.
        const before = when ? (when.cutoffMs - trainedUntilMs) / (cycleSteps * when.stepMs) : 0;
        const firstOrigin = Math.min(
          cycles - 1,
          Math.max(Math.ceil(lags / cycleSteps) - 1, cycles - 1 - Math.floor(before)),
        );
        return withinReach({ cycles, horizonSteps, firstOrigin, values: forecast }, known, cycleSteps);
      });
    },
    async close() {
      await (await session)?.release();
    },
  };
}
