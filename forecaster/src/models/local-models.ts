import { openArps } from './arps/arps.js';
import { openCroston } from './croston/croston.js';
import { openDrift } from './drift/drift.js';
import { openDoubleSeasonality } from './double-seasonality/double-seasonality.js';
import { openHoltWinters, openHoltWintersOfLogs, openHoltWintersSessions } from './holt-winters/holt-winters.js';
import type { ForecastModel } from './model.js';
import { openRidge } from './ridge/ridge.js';
import { openSeasonalNaive } from './seasonal-naive/seasonal-naive.js';
import { openTheta } from './theta/theta.js';
import { openYearly } from './yearly/yearly.js';

/** The models that every signal is forecast with; the baseline among them. */
export function openLocalModels(): readonly ForecastModel[] {
  const smoothing = openHoltWintersSessions();
  return [
    openSeasonalNaive(),
    openHoltWinters(smoothing),
    openHoltWintersOfLogs(smoothing),
    openTheta(),
    openDrift(),
    openCroston(),
    openDoubleSeasonality(),
    openArps(),
    openRidge(),
    openYearly(),
  ];
}
