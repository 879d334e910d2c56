export type {
  DemoContext,
  DemoKafka,
  DemoLog,
  FlowOutcome,
  FlowRunner,
  PackDemo,
  PlayedSide,
  RunningWellhead,
} from './demo.js';

/** Packs that are ready: `npm start` runs them all. */
export const PACK_NAMES: readonly string[] = ['retail-sales'];
/** Begun: they run when they are named. */
export const BEGUN_PACKS: readonly string[] = ['oil-wells', 'delivery', 'fuel-quality', 'market-data'];
