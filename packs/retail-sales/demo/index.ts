export { startDemo, type Demo, type DemoOptions } from './start-demo.js';
export { prepareRetailSales, type FlowOutcome, type FlowRunner, type Prepared } from './first-start.js';
export { followDemo } from './follow-demo.js';
