import { at, finished } from '../../dashboard-kit/dashboard.js';
import { anomalyScores } from '../../dashboard-kit/lines.js';
import { predictedMarks } from '../../dashboard-kit/marks.js';
import { backtestTable, rollingTable } from '../../dashboard-kit/scorecards.js';
import type { dashboard } from '../../dashboard-kit/sdk.js';
import { fuelDashboard, productChoice, SIMULATED_NOTE, tankChoice, SIMULATED } from './frame.js';

const OF_TANK = { assets: ['$tank'] };

/** How good the forecasts of the pack have been, and what is unusual. */
export const modelQuality = (): dashboard.Dashboard =>
  finished(
    fuelDashboard(
      'wellhead-fuel-models',
      'Fuel quality: model quality',
      'How good the forecasts of tanks have been, judged by what came.',
    )
      .withVariable(productChoice())
      .withVariable(tankChoice())
      .annotation(predictedMarks(OF_TANK))
      .withPanel(
        backtestTable(
          1,
          'Back-tests of the tanks’ forecasts',
          'Every model that was tried for a property of the chosen tanks, from rolling origins in its history. MASE below 1 beats the seasonal naive forecast.',
          at(0, 0, 24, 11),
          OF_TANK,
        ),
      )
      .withPanel(
        rollingTable(
          3,
          'Forecasts as they were issued, judged by what came',
          'Each property and model over the forecasts of 28 days. Drift above 0: bias or coverage lies beyond chance, and the alert rule “Model drift” fires. Empty until the first forecasts have come due.',
          at(0, 11, 24, 10),
          OF_TANK,
        ),
      )
      .withPanel(anomalyScores(4, at(0, 21, 24, 9), OF_TANK)),
    SIMULATED,
    SIMULATED_NOTE,
  );
