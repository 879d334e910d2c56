import { flowQueue, type Clock, type FlowJobInput } from '@wellhead/contracts';
import type { Ingestor } from '@wellhead/ingestor';
import { sendDynamograms, sendPumpHistory, type PumpTarget } from '@wellhead/packs/oil-wells/demo';
import { followDemo, prepareRetailSales, startDemo, type Demo } from '@wellhead/packs/retail-sales/demo';
import type { Pipelines } from '@wellhead/pipelines';
import type { Jobs, TelemetryStore } from '@wellhead/stores';
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

/**
 * Simulated dynamograms of the last nine days, diagnosed in the minutes after, and the history of pumps as far as it is not there yet; when
 * there was none, it is learnt from in the background.
 */
export async function runOilWellsDemo(
  target: PumpTarget,
  {
    telemetry,
    ingestor,
    jobs,
  }: { readonly telemetry: TelemetryStore; readonly ingestor: Ingestor; readonly jobs: Jobs },
): Promise<void> {
  await step('demo dynamograms (simulated)', () => sendDynamograms(target));
  await step('demo pumps (simulated)', async () => {
    const known = await telemetry.latest({ measurement: 'esp' });
    const newest = known.flatMap(({ timeNs }) => [...timeNs]).reduce((a, b) => (a > b ? a : b), 0n);
    await sendPumpHistory(target, Number(newest / 1_000_000n));
    if (known.length > 0) return;
    await ingestor.drained();
    await jobs.send(flowQueue('pump-failures'), { reason: 'demo' } satisfies FlowJobInput);
  });
}
