import { join } from 'node:path';
import { serveHttp } from '../../demo-kit/serve-http.js';
import type { PackDemo } from '../../src/index.js';
import { companyApi } from './company-api.js';
import { openPlant, type TagValue } from './plant.js';
import { sendLaboratory } from './send-laboratory.js';
import { openDemoState } from './state.js';
import { openTimeSeriesTable } from './time-series-table.js';

export { companyApi } from './company-api.js';
export { openPlant, type TagValue } from './plant.js';

const TOKEN = 'token-of-the-demo-company';
/** Tags of the hydrotreater come from its historian, all others from the company's API. */
const isOfHistorian = ({ tag }: TagValue): boolean => tag.startsWith('HT01.');
const TICK_MS = 60_000;
const API_SOURCE = 'fuel-company-api';
const TABLE_SOURCE = 'fuel-time-series';

/** A refinery (simulated): its company's API, the table `time_series` of a historian, and a laboratory that sends records. */
export const fuelQualityDemo: PackDemo = {
  title: 'demo refinery (simulated)',
  async open({ dataDir, databaseUrl, host, port, log, clock }) {
    const { originMs } = openDemoState(join(dataDir, 'demo-fuel-quality.json'), clock());
    const plant = openPlant(originMs);
    const first = new Date(originMs).toISOString();
    const table = await openTimeSeriesTable(databaseUrl);
    const api = await serveHttp(
      companyApi(() => plant.values(clock()).filter((one) => !isOfHistorian(one)), TOKEN),
      { host, port },
    );
    let tabled = 0;
    const goOn = async (): Promise<void> => {
      const values = plant.values(clock());
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
          schedule: { everySeconds: 30 },
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
          schedule: { everySeconds: 30 },
          rowsAtOnce: 5_000,
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
          const work = plant.work(clock());
          const rows = work.results.length + work.batches.length;
          if (rows === reported) return false;
          await sendLaboratory(wellhead, work);
          reported = rows;
          return true;
        };
        note('tags of the company');
        const isFirst = (await wellhead.newestMs('soft_sensor')) === undefined;
        await untilCaughtUp(() => wellhead.newestMs('quality'), clock);
        note('laboratory and dispatch');
        await send();
        await wellhead.delivered();
        const today = new Date(clock()).toISOString().slice(0, 10);
        note('results as readings');
        await wellhead.flows.runFlow('fuel-laboratory', { fromDay: first.slice(0, 10), toDay: today, reason: 'demo' });
        if (isFirst) {
          await wellhead.flows.queueFlow('fuel-soft-sensor', 'demo');
          await wellhead.flows.queueFlow('fuel-forecast', 'demo');
        }
        const tick = setInterval(() => {
          goOn()
            .then(send)
            .then((isNew) => (isNew ? wellhead.flows.queueFlow('fuel-laboratory', 'new results') : undefined))
            .catch((error: unknown) => log.warn({ err: error }, 'demo refinery did not go on'));
        }, TICK_MS);
        return {
          close: () => {
            clearInterval(tick);
            return Promise.resolve();
          },
        };
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
