/** The forecaster: windows of readings → ONNX models → calibrated quantiles → vintages. */
export { startForecaster, type Forecaster, type ForecasterOptions } from './start-forecaster.js';
export { openForecastRuns, type ForecastRuns } from './run/open-forecast-runs.js';
export { trainGlobal } from './global/train-global.js';
export type { ForecastRunEnd, ForecastRunSummary } from './run/run-forecast.js';
export { forecastBatch, type BatchRequest, type SeriesForecast, type SeriesOutcome } from './workers/forecast-batch.js';
export { cycleStepsOf } from './domain/cycles.js';
export { openLocalModels } from './models/local-models.js';
export { forecasterEnvSchema } from './config.js';
export { predictBreaches } from './breach/predict-breaches.js';
export type { LimitWatch } from './breach/watch-limits.js';
