import { forecasterManifestSchema, signalSchema } from '@wellhead/contracts';
import type { RollingForecast } from '../domain/rolling.js';
import { checkedModel } from '../models/checked-model.js';
import { DAILY, describeModel, KNOWN_IN_TIME } from '../models/model-conformance.js';
import type { ForecastModel } from '../models/model.js';
import { askForecasters } from './ask-forecasters.js';
import { openGuardedModels } from './guarded-models.js';
import type { LoadedForecaster } from './load-models.js';
import { onnxFile, port, tensor } from './testing/onnx-files.js';
import { refusesShape } from './rolling-windows.js';

const WINDOW_STEPS = 21;
const { seasonSteps, horizonSteps } = DAILY;

/** On from the last week by what it has more than the one before it: a linear model, as anyone could bring it. */
const lastTwoWeeks = Array.from({ length: WINDOW_STEPS * horizonSteps }, (_, at) => {
  const [lag, ahead] = [Math.floor(at / horizonSteps), at % horizonSteps];
  const weeksAhead = Math.floor(ahead / seasonSteps) + 1;
  const back = WINDOW_STEPS - lag + (ahead % seasonSteps);
  if (back === seasonSteps) return 1 + weeksAhead;
  return back === 2 * seasonSteps ? -weeksAhead : 0;
});

const manifest = forecasterManifestSchema.parse({
  kind: 'forecaster',
  name: 'brought-line',
  describes: 'on from the last two weeks',
  input: 'x',
  output: 'y',
  signals: [{ asset: '*', measurement: 'm', field: 'f' }],
  intervalMs: KNOWN_IN_TIME.stepMs,
  seasonSteps,
  windowSteps: WINDOW_STEPS,
  horizonSteps,
  values: 'scaled',
  trainedUntilMs: 0,
});
const loaded: LoadedForecaster = {
  id: 'brought-line@1',
  sha256: 'a',
  manifest,
  bytes: onnxFile({
    inputs: [port('x', [undefined, WINDOW_STEPS])],
    outputs: [port('y', [undefined, horizonSteps])],
    weights: [tensor('w', [WINDOW_STEPS, horizonSteps], lastTwoWeeks)],
  }),
  registered: {
    name: manifest.name,
    version: 1,
    kind: 'forecaster',
    sha256: 'a',
    sizeBytes: 0,
    status: 'champion',
    card: { describes: manifest.describes },
    backTest: null,
    reproduction: null,
    createdBy: 'ann',
    createdAtMs: 0,
  },
};

const signal = signalSchema.parse({
  asset: 'a',
  measurement: 'm',
  field: 'f',
  title: 'A',
  pack: 'test',
  ...DAILY,
  intervalMs: KNOWN_IN_TIME.stepMs,
});

const NO_NUMBERS: RollingForecast = { cycles: 1, horizonSteps: 1, values: Float64Array.of(Number.NaN), firstOrigin: 0 };

/** Asked on the way that every run goes: windows by its manifest, a process of its own, rolling forecasts. */
function openBrought(): ForecastModel {
  const guarded = openGuardedModels();
  return checkedModel({
    name: loaded.id,
    refuses: (shape) => refusesShape(manifest, shape, Number.MAX_SAFE_INTEGER),
    suits: () => true,
    async forecast({ shape, series }) {
      const { cutoffMs } = KNOWN_IN_TIME;
      const { request } = await askForecasters(
        {
          request: {
            shape,
            series: series.map((values) => ({ values, nonNegative: false, addsUp: false, leaves: [] })),
          },
          forecasts: series.map(() => ({ signal, asOfMs: cutoffMs, cutoffMs })),
        },
        [loaded],
        guarded,
        { leastOrigins: 0 },
      );
      return request.series.map(({ given }) => {
        const [candidate] = given?.candidates ?? [];
        if (candidate) return candidate.rolling;
        const reason = given?.failures[0] ?? 'it was not asked';
        // Runs leave it out there, with that reason; here it is asked once more of smaller numbers, as ours are.
        if (/numbers that are none/.test(reason)) return NO_NUMBERS;
        throw new Error(reason);
      });
    },
    close: () => guarded.close(),
  });
}

describeModel(openBrought, { madeFor: DAILY });
