import { FORECAST_QUEUE, type FlowStep, type ForecastJobInput } from '@wellhead/contracts';
import { daysOf, endOfDayMs, lastFullDay } from '../days.js';
import type { StepContext, StepFigures } from '../step-context.js';
import { doneOf } from './wait-for-forecaster.js';

/** More vintages than this in one job would hold the forecaster for minutes: a longer range gets its newest days only. */
const MOST_VINTAGES = 100;

/**
 * Which instants the forecasts of a run are issued at: now for the last full day alone; for a range or a day in the past the
 * evening of each day, knowing that day and nothing after it.
 */
function cutoffsOf(range: StepContext['range'], nowMs: number): number[] {
  const days = daysOf(range);
  if (days.length === 1 && days[0] === lastFullDay(nowMs)) return [];
  return days.slice(-MOST_VINTAGES).map(endOfDayMs);
}

/** Asks the forecaster for the signals of the pack and waits until the forecasts are stored. */
export async function runForecast(
  _step: Extract<FlowStep, { kind: 'forecast' }>,
  context: StepContext,
): Promise<StepFigures> {
  const asOfMs = cutoffsOf(context.range, context.clock());
  const job: ForecastJobInput = { reason: 'feed', pack: context.pack.manifest.name, asOfMs };
  await doneOf(FORECAST_QUEUE, job, context);
  return { vintages: Math.max(1, asOfMs.length) };
}
