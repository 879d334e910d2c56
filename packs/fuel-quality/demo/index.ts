import { join } from 'node:path';
import { MS_PER_DAY } from '@wellhead/contracts';
import { openDemoClock } from '../../demo-kit/demo-clock.js';
import { follow } from '../../demo-kit/follow.js';
import { serveHttp } from '../../demo-kit/serve-http.js';
import type { PackDemo } from '../../src/index.js';
import { companyApi } from './company-api.js';
import { DISPATCH_DAYS, openPlant, type TagValue } from './plant.js';
import { sendLaboratory } from './send-laboratory.js';
import { openDemoState } from './state.js';
import { openTimeSeriesTable } from './time-series-table.js';

export { companyApi } from './company-api.js';
export { openPlant, type TagValue } from './plant.js';

const TOKEN = 'token-of-the-demo-company';
/** Tags of the hydrotreater come from its historian, all others from the company's API. */
const isOfHistorian = ({ tag }: TagValue): boolean => tag.startsWith('HT01.');
const BEHIND_DAYS = 7;
/** Evenings that forecasts are issued for at the first start. */
const VINTAGES = 4;
const TICK_MS = 60_000;
/** How often the ingestor asks, in s. */
const ASKED_EACH_S = 30;
const API_SOURCE = 'fuel-company-api';
const TABLE_SOURCE = 'fuel-time-series';

/** A refinery (simulated): its company's API, the table `time_series` of a historian, and a laboratory that sends records. */
export const fuelQualityDemo: PackDemo = {
  title: 'demo refinery (simulated)',
  async open({ dataDir, databaseUrl, host, port, speed, log, clock: wall }) {
    const clock = openDemoClock({
      file: join(dataDir, 'demo-fuel-quality.clock.json'),
      clock: wall,
      speed,
      behindMs: BEHIND_DAYS * MS_PER_DAY,
    });
    const { originMs } = openDemoState(join(dataDir, 'demo-fuel-quality.json'), clock.now());
    const schedule = { everySeconds: clock.onTheWall(ASKED_EACH_S * 1_000, 1_000) / 1_000 };
    const plant = openPlant(originMs);
    const first = new Date(originMs).toISOString();
    const table = await openTimeSeriesTable(databaseUrl);
    const api = await serveHttp(
      companyApi(() => plant.values(clock.now()).filter((one) => !isOfHistorian(one)), TOKEN),
      { host, port },
    );
    let tabled = 0;
    const goOn = async (): Promise<void> => {
      const values = plant.values(clock.now());
      await table.write(values.slice(tabled).filter(isOfHistorian));
      tabled = values.length;
    };
    await goOn();
    log.info({ apiUrl: api.url, since: first }, 'demo refinery opened');
    return {
      variables: {},
      sources: [
        {
          kind: 'pull',
          name: API_SOURCE,
          url: `${api.url}/api/v1/values`,
          token: { env: 'COMPANY_API_TOKEN', value: TOKEN },
          schedule,
          requestsPerMinute: 6_000,
          query: { limit: '5000' },
          items: 'data',
          next: { by: 'cursor', at: 'next_cursor' },
          watermark: { at: 'updated_at', parameter: 'updated_since', first, lookBackSeconds: 120 },
          columns: { time: 'time', tag: 'tag', value: 'value' },
          payload: { format: 'json', members: { tag: 'tag' } },
        },
        {
          kind: 'postgres-polling',
          name: TABLE_SOURCE,
          url: { env: 'PLANT_DATABASE', value: table.url },
          schedule,
          tables: [
            {
              table: 'public.time_series',
              key: ['tag', 'time'],
              watermark: { form: 'time', column: 'written_at', lookBackSeconds: 120 },
              columns: { time: 'time', tag: 'tag', value: 'value' },
              payload: { format: 'json', members: { tag: 'tag' } },
            },
          ],
        },
      ],
      async run(wellhead, note) {
        let reported = 0;
        const send = async (): Promise<boolean> => {
          const work = plant.work(clock.now());
          const rows = work.results.length + work.batches.length;
          if (rows === reported) return false;
          await sendLaboratory(wellhead, work);
          reported = rows;
          return true;
        };
        note('tags of the company');
        const isFirst = (await wellhead.newestMs('soft_sensor')) === undefined;
        await untilCaughtUp(
          () => wellhead.newestMs('quality'),
          () => clock.now(),
        );
        note('laboratory and dispatch');
        await send();
        await wellhead.delivered();
        const dayAgo = (days: number): string => new Date(clock.now() - days * MS_PER_DAY).toISOString().slice(0, 10);
        const today = dayAgo(0);
        note('results as readings');
        const fromDay = new Date(originMs - DISPATCH_DAYS * MS_PER_DAY).toISOString().slice(0, 10);
        await wellhead.flows.runFlow('fuel-laboratory', { fromDay, toDay: today, reason: 'demo' });
        if (isFirst) {
          await wellhead.flows.queueFlow('fuel-soft-sensor', 'demo');
          // In the background: what was believed on the evenings before, so that there is something to judge.
          void wellhead.flows
            .runFlow('fuel-forecast', { fromDay: dayAgo(VINTAGES), toDay: dayAgo(1), reason: 'demo' })
            .then(() => wellhead.flows.queueFlow('fuel-forecast', 'demo'))
            .catch((error: unknown) => log.warn({ err: error }, 'demo refinery not forecast'));
        }
        return follow(
          async () => {
            await goOn();
            if (await send()) await wellhead.flows.queueFlow('fuel-laboratory', 'new results');
          },
          () => clock.onTheWall(TICK_MS, 1_000),
          (error) => log.warn({ err: error }, 'demo refinery did not go on'),
        );
      },
      async close() {
        await api.close();
        await table.close();
      },
    };
  },
};

const CAUGHT_UP_MS = 2 * 3_600_000;
const LOOKS = 120;

/** The ingestor takes from the company by itself: waits until it has come near to now, half a minute at most. */
async function untilCaughtUp(newestMs: () => Promise<number | undefined>, clock: () => number): Promise<void> {
  for (let look = 0; look < LOOKS; look += 1) {
    if (clock() - ((await newestMs()) ?? 0) < CAUGHT_UP_MS) return;
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}
