import type { FlowOutcome, FlowRunner } from '../../src/index.js';
import type { FeedTarget } from './feed-archive.js';
import type { Demo } from './start-demo.js';

export interface Prepared {
  /** Lines of the archive that were sent; 0 when it was there already. */
  readonly archiveLines: number;
  /** Days fetched from the demo API now. */
  readonly fed: { readonly fromDay: string; readonly toDay: string } | undefined;
  /** What went wrong without making the data wrong: sentences, such as a forecast that failed. */
  readonly warnings: readonly string[];
}

/** Rejects with the reason when the flow failed; tells what failed after it. */
const succeed = async (run: Promise<FlowOutcome>): Promise<string[]> => {
  const { state, error, after = [] } = await run;
  if (state === 'failed') throw new Error(error ?? 'the flow failed without a reason');
  return after.flatMap((next) => (next.state === 'failed' ? [`${next.flow}: ${next.error ?? 'failed'}`] : []));
};

/**
 * Brings the shop's data up to its newest full day. At the first start: the archive, loaded as one range; then the days
 * served so far, pulled one by one, each with the forecast as it would have been issued that evening. Later: the days
 * missed while nothing ran. Nothing to do is nothing done.
 * `delivered` resolves when the records sent so far are in Postgres.
 */
export async function prepareRetailSales(
  demo: Demo,
  target: FeedTarget,
  flows: FlowRunner,
  delivered: () => Promise<void>,
  onProgress: (message: string) => void = () => {},
): Promise<Prepared> {
  let archiveLines = 0;
  const { shop } = demo;
  if ((await flows.lastDay('retail-archive')) === undefined) {
    archiveLines = await demo.feedArchive(target, (sent, of) =>
      onProgress(`archive: ${sent} of ${of} order lines sent`),
    );
    await delivered();
    onProgress('archive: adding up the sales of each day');
    await succeed(
      flows.runFlow('retail-archive', { fromDay: shop.firstDay, toDay: shop.archiveTo, reason: 'first start' }),
    );
  }
  const known = (await flows.lastDay('retail-daily')) ?? shop.archiveTo;
  const fromDay = demo.dayAfter(known);
  const toDay = shop.newestDay();
  if (fromDay > toDay) return { archiveLines, fed: undefined, warnings: [] };
  onProgress(`daily feed: ${fromDay} to ${toDay}, then the forecasts`);
  const warnings = await succeed(
    flows.runFlow('retail-daily', { fromDay, toDay, reason: known === shop.archiveTo ? 'first start' : 'catch up' }),
  );
  for (const warning of warnings) onProgress(warning);
  return { archiveLines, fed: { fromDay, toDay }, warnings };
}
