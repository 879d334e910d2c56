import { MS_PER_DAY } from '@wellhead/contracts';
import { parseSources } from '@wellhead/ingestor';
import { demoSources, openSourceDatabase } from '@wellhead/packs/delivery/demo';
import { serveHttp } from '@wellhead/packs/demo-kit';
import { companyApi, type TagValue } from '@wellhead/packs/fuel-quality/demo';
import { serveExchange } from '@wellhead/packs/market-data/demo';
import { openFieldBroker, sourcesOf } from '@wellhead/packs/oil-wells/demo';
import { demoApi, type Shop } from '@wellhead/packs/retail-sales/demo';
import pg from 'pg';
import { openTestDatabase } from '../../stores/testing/database.js';

const COMPANY_TOKEN = 'token-of-the-company';

/** What the other sides of the five packs have to send. */
export interface OtherSides {
  readonly tags: readonly TagValue[];
  readonly exchange: Parameters<typeof serveExchange>[0];
  readonly shop: Shop;
  readonly nowMs: number;
}

/** Broker, company, exchange, shop and database of orders, as those who send to the five packs have them, and the sources that read from them. */
export async function openOtherSides(sides: OtherSides) {
  const beside = await openTestDatabase({ empty: true });
  const broker = await openFieldBroker('127.0.0.1', 0);
  const company = await serveHttp(
    companyApi(() => sides.tags, COMPANY_TOKEN),
    {},
  );
  const exchange = await serveExchange(sides.exchange, { clock: () => sides.nowMs + 2 * MS_PER_DAY });
  const shop = await serveHttp(demoApi(sides.shop), {});
  const orders = await openSourceDatabase(beside.url, 1);
  const parsed = parseSources(
    [
      ...sourcesOf(broker.url),
      {
        kind: 'pull',
        name: 'company',
        url: `${company.url}/api/v1/values`,
        token: { env: 'COMPANY_API_TOKEN', value: COMPANY_TOKEN },
        schedule: { everySeconds: 1 },
        items: 'data',
        next: { by: 'cursor', at: 'next_cursor' },
        watermark: {
          at: 'updated_at',
          parameter: 'updated_since',
          first: '2020-01-01T00:00:00Z',
          lookBackSeconds: 120,
        },
        columns: { time: 'time', tag: 'tag', value: 'value' },
        payload: { format: 'json', members: { tag: 'tag' } },
      },
      ...demoSources({ databaseUrl: orders.url, services: [], kafka: undefined })
        .filter((source) => 'tables' in source)
        .map((source) => ({ ...source, schedule: { everySeconds: 0.3 } })),
    ],
    'test',
    {},
  );
  if (parsed.kind === 'faults') throw new Error(parsed.faults.join('\n'));
  return {
    sources: parsed.sources,
    brokerUrl: broker.url,
    exchangeUrl: exchange.url,
    shopUrl: shop.url,
    ordersUrl: orders.url,
    async close(): Promise<void> {
      await Promise.all([broker.close(), company.close(), exchange.close(), shop.close(), orders.close()]);
      const admin = new pg.Client({ connectionString: beside.url });
      await admin.connect();
      await admin.query(`drop database "${new URL(orders.url).pathname.slice(1)}" with (force)`);
      await admin.end();
      await beside.close();
    },
  };
}
