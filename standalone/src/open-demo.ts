import type { Clock } from '@wellhead/contracts';
import type { Ingestor } from '@wellhead/ingestor';
import { sendDynamograms, type CardTarget } from '@wellhead/packs/oil-wells/demo';
import { followDemo, prepareRetailSales, startDemo, type Demo } from '@wellhead/packs/retail-sales/demo';
import type { Pipelines } from '@wellhead/pipelines';
import type { Logger } from 'pino';
import { step } from './progress.js';

/** The demo shop of retail-sales, before its flows run: they need its address. */
export const openDemo = (options: {
  dataDir: string;
  ingestUrl: string;
  token: string;
  speed: number;
  log: Logger;
  clock: Clock;
}): Promise<Demo> => startDemo(options);

/** Brings the shop's data up to today, telling how far it is, and follows its clock from then on. */
export async function runDemo(
  demo: Demo,
  pipelines: Pipelines,
  ingestor: Ingestor,
  log: Logger,
): Promise<{ close(): Promise<void> }> {
  const prepared = await step('demo sales (real orders, dates shifted)', (note) =>
    prepareRetailSales(demo, pipelines, () => ingestor.drained(), note),
  );
  log.info({ ...prepared }, 'demo prepared');
  return followDemo(demo, pipelines, log);
}

/** Simulated dynamograms of the last nine days; they are diagnosed in the minutes after. */
export const runOilWellsDemo = (target: CardTarget): Promise<number> =>
  step('demo dynamograms (simulated)', () => sendDynamograms(target));
