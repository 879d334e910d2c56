import { join } from 'node:path';
import { MS_PER_DAY, utcDay } from '@wellhead/contracts';
import { openDemoClock } from '../../demo-kit/demo-clock.js';
import { follow } from '../../demo-kit/follow.js';
import type { DemoLog, FlowRunner, PackDemo } from '../../src/index.js';
import { openExchange } from '../simulator/exchange.js';
import { serveExchange } from './exchange-server.js';

export { openExchange } from '../simulator/exchange.js';
export { largeTradesCsv } from '../simulator/trade-files.js';
export { serveExchange } from './exchange-server.js';

const HISTORY_DAYS = 100;
/** What a first start waits for, so that the first screen shows something; the rest is loaded behind it. */
const FIRST_DAYS = 8;
const BEHIND_DAYS = 28;
const LOOK_MS = MS_PER_DAY / 24;
const SHORTEST_PAUSE_MS = 500;
/** Past evenings that a forecast is issued for at the first start, so that there is something to judge. */
const VINTAGES = 14;

/** An exchange with six tickers: files of the days that are over, and an API for the trades of today. */
export const marketDataDemo: PackDemo = {
  title: 'demo exchange (simulated)',
  open: async ({ dataDir, clock: wall, speed, log, host, port }) => {
    const clock = openDemoClock({
      file: join(dataDir, 'demo-market-data.clock.json'),
      clock: wall,
      speed,
      behindMs: BEHIND_DAYS * MS_PER_DAY,
    });
    const exchange = openExchange({ seed: 6, tradesADay: 400 });
    const server = await serveExchange(exchange, { clock: clock.now, host, port });
    log.info({ url: server.url }, 'demo exchange opened');
    return {
      variables: { exchange: server.url },
      sources: [],
      run: async ({ flows }, note) => {
        const loader = openLoader(flows, log);
        const isFirst = (await flows.lastDay('market-forecast')) === undefined;
        let doneDay = dayOf(clock.now(), 1);
        const fromDay = isFirst ? dayOf(clock.now(), FIRST_DAYS) : ((await flows.lastDay('market-late')) ?? doneDay);
        note(`files of ${fromDay} to ${doneDay}`);
        if (isFirst || fromDay < doneDay) await loader.load(fromDay, doneDay);
        const history = isFirst
          ? loader
              .load(dayOf(clock.now(), HISTORY_DAYS), doneDay)
              .then(() => loader.forecast(dayOf(clock.now(), VINTAGES), doneDay))
          : loader.forecast(doneDay, doneDay);
        await flows.queueFlow('market-today', 'start');
        return follow(
          async () => {
            await history;
            const yesterday = dayOf(clock.now(), 1);
            // By the wall the schedule of the flows loads what comes.
            if (!clock.isBehind() || doneDay === yesterday) return;
            // Once more the last one: a file that was late or corrected came since.
            await loader.load(doneDay, yesterday);
            await loader.forecast(yesterday, yesterday);
            doneDay = yesterday;
          },
          () => clock.onTheWall(LOOK_MS, SHORTEST_PAUSE_MS),
          (error) => log.warn({ err: error }, 'demo exchange did not go on'),
        );
      },
      close: () => server.close(),
    };
  },
};

const dayOf = (nowMs: number, daysAgo: number): string => utcDay(nowMs - daysAgo * MS_PER_DAY);

interface Loader {
  load(fromDay: string, toDay: string): Promise<void>;
  forecast(fromDay: string, toDay: string): Promise<void>;
}

/** Has files of days loaded and forecasts made. A flow that fails is told and tried again by its schedule. */
function openLoader(flows: FlowRunner, log: DemoLog): Loader {
  const run = async (name: string, fromDay: string, toDay: string): Promise<void> => {
    const { state, error } = await flows.runFlow(name, { fromDay, toDay, reason: 'demo' });
    if (state === 'failed') log.warn({ flow: name, fromDay, toDay, error }, 'flow of the demo exchange failed');
  };
  return {
    load: (fromDay, toDay) => run('market-late', fromDay, toDay),
    forecast: (fromDay, toDay) => run('market-forecast', fromDay, toDay),
  };
}
