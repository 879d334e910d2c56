import { MS_PER_DAY, utcDay } from '@wellhead/contracts';
import type { FlowRunner, PackDemo } from '../../src/index.js';
import { openExchange } from '../simulator/exchange.js';
import { serveExchange } from './exchange-server.js';

export { openExchange } from '../simulator/exchange.js';
export { largeTradesCsv } from '../simulator/trade-files.js';
export { serveExchange } from './exchange-server.js';

const HISTORY_DAYS = 100;
/** Past evenings that a forecast is issued for at the first start, so that there is something to judge. */
const VINTAGES = 14;

/** An exchange with six tickers: files of the days that are over, and an API for the trades of today. Its clock is that of the wall. */
export const marketDataDemo: PackDemo = {
  title: 'demo exchange (simulated)',
  open: async ({ clock, log, host, port }) => {
    const exchange = openExchange({ seed: 6, tradesADay: 400 });
    const server = await serveExchange(exchange, { clock, host, port });
    log.info({ url: server.url }, 'demo exchange opened');
    return {
      variables: { exchange: server.url },
      sources: [],
      run: async ({ flows }, note) => {
        await bringUpToToday(flows, clock(), note);
        return { close: () => Promise.resolve() };
      },
      close: () => server.close(),
    };
  },
};

/** Days whose files came while nothing ran, then what came of today. A flow that fails is told and tried again by its schedule. */
async function bringUpToToday(flows: FlowRunner, nowMs: number, note: (progress: string) => void): Promise<void> {
  const daysAgo = (days: number): string => utcDay(nowMs - days * MS_PER_DAY);
  const run = async (name: string, fromDay: string, toDay: string, reason: string): Promise<void> => {
    const { state, error } = await flows.runFlow(name, { fromDay, toDay, reason });
    if (state === 'failed') note(error ?? `${name} failed`);
  };
  const known = await flows.lastDay('market-late');
  const isFirst = known === undefined;
  const yesterday = daysAgo(1);
  if (isFirst || known < yesterday) {
    const fromDay = isFirst ? daysAgo(HISTORY_DAYS) : utcDay(Date.parse(`${known}T00:00:00Z`) + MS_PER_DAY);
    const reason = isFirst ? 'first start' : 'catch up';
    note(`files of ${fromDay} to ${yesterday}`);
    await run('market-late', fromDay, yesterday, reason);
    note('forecasts');
    await run('market-forecast', isFirst ? daysAgo(VINTAGES) : yesterday, yesterday, reason);
  }
  // In the background: a start does not wait for it.
  await flows.queueFlow('market-today', 'start');
}
