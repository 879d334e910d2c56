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

/** Packs that come with Wellhead. */
export const PACK_NAMES: readonly string[] = ['retail-sales', 'oil-wells', 'fuel-quality', 'market-data', 'delivery'];
/** What `npm start` runs when no pack is named: real data, and the fewest seconds and megabytes. docs/decisions says why not all. */
export const DEFAULT_PACKS: readonly string[] = ['retail-sales'];
