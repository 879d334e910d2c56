export { startPipelines, type Pipelines, type PipelinesOptions } from './start-pipelines.js';
export type { RunSummary as FlowRunSummary } from './run-flow.js';
export { daysOf, endOfDayMs, lastFullDay, nextDay, startOfDayMs, type DayRange } from './days.js';
export { lastDayOf } from './run-history.js';
export {
  deliveryOf,
  flowVariablesShape,
  notifyConfigOf,
  pipelinesEnvSchema,
  reportEnvShape,
  type PipelinesEnv,
} from './config.js';
export { tryFlow, type TriedFlow, type TriedStep, type TryFlowOptions } from './try-flow.js';
export { splitStatements } from './split-statements.js';
