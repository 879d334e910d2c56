import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export type TestRow = Readonly<Record<string, string | number>>;

export interface TestShop {
  readonly url: string;
  readonly asked: readonly string[];
  set(day: string, rows: readonly TestRow[]): void;
  close(): Promise<void>;
}

/** A shop's API over HTTP: rows by day, none for a day it does not know. */
export async function startTestShop(): Promise<TestShop> {
  const days = new Map<string, readonly TestRow[]>();
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const day = new URL(request.url ?? '/', 'http://shop').searchParams.get('day') ?? '';
    asked.push(day);
    response.setHeader('content-type', 'application/json').end(JSON.stringify({ rows: days.get(day) ?? [] }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    set: (day, rows) => void days.set(day, rows),
    close: () =>
      new Promise((resolve, reject) => {
        server.closeAllConnections();
        server.close((error) => (error ? reject(error) : resolve()));
      }),
  };
}

/** An order line as the shop sends it. */
export const orderLine = (id: number, day: string, changes: TestRow = {}): TestRow => ({
  order_line_id: id,
  order_id: `CA-${id}`,
  order_date: day,
  original_order_date: '2017-08-01',
  customer_id: 'CG-12520',
  region: 'South',
  product_id: 'FUR-BO-1',
  category: 'Furniture',
  sub_category: 'Bookcases',
  product_name: 'Bookcase',
  sales: 261.96,
  quantity: 2,
  discount: 0,
  profit: 41.91,
  ...changes,
});
