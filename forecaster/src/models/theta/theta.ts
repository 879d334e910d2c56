import { openGraphModel } from '../graph-model.js';
import { initialCyclesOf } from '../initial-state.js';
import type { ForecastModel } from '../model.js';
import { thetaModel } from './theta-graph.js';

/** Its line is straight: over a longer window than this it says little of the end. */
const LONGEST_STEPS = 400;

/** The Theta method (README.md). */
export const openTheta = (): ForecastModel =>
  openGraphModel({
    name: 'theta@1',
    graphOf: thetaModel,
    initialCyclesOf,
    suits: (values) => values.length <= LONGEST_STEPS,
    longestSeasonSteps: 200,
  });
