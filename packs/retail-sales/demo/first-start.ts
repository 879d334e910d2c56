import type { Demo } from './start-demo.js';

/** What the demo asks of the pipelines; `startPipelines` gives it. Days are `YYYY-MM-DD`, both ends in. */
export interface FlowRunner {
  runFlow(
    name: string,
    run: { fromDay: string; toDay: string; reason: string },
  ): Promise<{ state: 'succeeded' | 'failed'; error?: string | undefined }>;
  /** The last day of the newest run that succeeded; undefined before the first. */
  lastDay(flow: string): Promise<string | undefined>;
}

export interface Prepared {
  /** Lines of the archive that were sent; 0 when it was there already. */
  readonly archiveLines: number;
  /** Days fetched from the demo API now. */
  readonly fed: { readonly fromDay: string; readonly toDay: string } | undefined;
}

const succeed = async (run: ReturnType<FlowRunner['runFlow']>): Promise<void> => {
  const { state, error } = await run;
  if (state === 'failed') throw new Error(error ?? 'the flow failed without a reason');
};

/**
 * Brings the shop's data up to its newest full day. At the first start: the archive, loaded as one range; then the days
 * served so far, pulled one by one, each with the forecast as it would have been issued that evening. Later: the days
 * missed while nothing ran. Nothing to do is nothing done.
 * `delivered` resolves when the records sent so far are in Postgres.
 */
export async function prepareRetailSales(
  demo: Demo,
  flows: FlowRunner,
  delivered: () => Promise<void>,
  onProgress: (message: string) => void = () => {},
): Promise<Prepared> {
  let archiveLines = 0;
  const { shop } = demo;
  if ((await flows.lastDay('retail-archive')) === undefined) {
    archiveLines = await demo.feedArchive((sent, of) => onProgress(`archive: ${sent} of ${of} order lines sent`));
    await delivered();
    onProgress('archive: adding up the sales of each day');
    await succeed(
      flows.runFlow('retail-archive', { fromDay: shop.firstDay, toDay: shop.archiveTo, reason: 'first start' }),
    );
  }
  const known = (await flows.lastDay('retail-daily')) ?? shop.archiveTo;
  const fromDay = demo.dayAfter(known);
  const toDay = shop.newestDay();
  if (fromDay > toDay) return { archiveLines, fed: undefined };
  onProgress(`daily feed: ${fromDay} to ${toDay}, then the forecasts`);
  await succeed(
    flows.runFlow('retail-daily', { fromDay, toDay, reason: known === shop.archiveTo ? 'first start' : 'catch up' }),
  );
  return { archiveLines, fed: { fromDay, toDay } };
}
