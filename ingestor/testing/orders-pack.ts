import { type Pack, packSchema } from '@wellhead/contracts';

/** A pack with one record type that lands in `ods`: orders, as a shop's database has them. */
export const ordersPack: Pack = {
  manifest: packSchema.parse({
    name: 'orders',
    title: 'Orders',
    describes: 'A pack for tests',
    recordTypes: [
      {
        type: 'orders',
        table: 'ods.orders',
        key: ['id'],
        schema: {
          type: 'object',
          additionalProperties: false,
          properties: {
            id: { type: 'integer' },
            from_address: { type: ['string', 'null'] },
            price: { type: ['number', 'null'], minimum: 0 },
            registered_at: { type: ['string', 'null'], format: 'date-time' },
          },
          required: ['id'],
        },
      },
    ],
  }),
  sql: {},
  migrations: [
    {
      name: 'orders/0001-orders',
      up: `create table ods.orders (id bigint primary key, from_address text, price numeric, registered_at timestamptz,
             received_at timestamptz not null, source text not null, batch_id text not null);`,
      down: 'drop table ods.orders;',
    },
  ],
};
