import type { DemoKafka } from '../../src/index.js';
import type { WatchedService } from './services.js';

/** What the ingestor takes from the other side: the same entries as below `sources` in a file of WELLHEAD_SOURCES (../sources.sample.yaml). */
export function demoSources(parts: {
  readonly databaseUrl: string;
  readonly services: readonly WatchedService[];
  readonly kafka: DemoKafka | undefined;
}): readonly object[] {
  const urlOf = (name: WatchedService['name']): string => parts.services.find((one) => one.name === name)?.url ?? '';
  const watermark = { form: 'time', column: 'updated_at', lookBackSeconds: 30 };
  return [
    {
      name: 'delivery-database',
      kind: 'postgres-polling',
      url: { env: 'DELIVERY_DATABASE', value: parts.databaseUrl },
      schedule: { everySeconds: 5 },
      statementTimeoutSeconds: 10,
      tables: [
        {
          table: 'public.orders',
          key: ['id'],
          watermark,
          columns: {
            id: 'id',
            source_address_id: 'source_address_id',
            target_address_id: 'target_address_id',
            registered_at: 'registered_at',
            order_type: 'order_type',
            price: 'price',
          },
          payload: { format: 'records', recordType: 'delivery_orders' },
        },
        {
          table: 'public.deliveries',
          key: ['pipeline_id'],
          watermark,
          columns: {
            pipeline_id: 'pipeline_id',
            cost: 'cost',
            performer_id: 'performer_id',
            estimated_at: 'estimated_at',
            assigned_at: 'assigned_at',
            released_at: 'released_at',
          },
          payload: { format: 'records', recordType: 'deliveries' },
        },
      ],
    },
    {
      name: 'delivery-configuration',
      kind: 'pull',
      url: `${urlOf('delivery-configuration')}/v1/order-types`,
      schedule: { everySeconds: 300 },
      items: 'items',
      columns: { asset: 'asset', target: 'target' },
      payload: { format: 'json', measurement: 'delivery', members: { asset: 'asset' } },
    },
    {
      name: 'delivery-performers',
      kind: 'pull',
      url: `${urlOf('delivery-performers')}/v1/performers`,
      schedule: { everySeconds: 300 },
      items: 'items',
      next: { by: 'page' },
      payload: { format: 'records', recordType: 'performers' },
    },
    {
      name: 'delivery-services',
      kind: 'prometheus-scrape',
      job: 'delivery',
      everySeconds: 15,
      targets: parts.services.map(({ name, url }) => ({ url: `${url}/metrics`, labels: { asset: name } })),
    },
    ...(parts.kafka === undefined
      ? []
      : [
          {
            name: 'delivery-topics',
            kind: 'kafka',
            brokers: [...parts.kafka.brokers],
            groupId: 'wellhead-delivery',
            topics: Object.values(parts.kafka.topics).map((topic) => ({
              topic,
              format: 'records',
              recordType: 'delivery_events',
            })),
          },
        ]),
  ];
}
