import type { Cell, RowFault } from './cells.js';

/** What becomes of a row. */
export type Converted =
  /** Lines of line protocol, or one record as JSON. */
  | { readonly kind: 'text'; readonly text: string }
  /** No cell holds a value. */
  | { readonly kind: 'nothing' }
  | { readonly kind: 'fault'; readonly fault: RowFault };

export type RowConverter = (cells: readonly Cell[]) => Converted;

export const NOTHING: Converted = { kind: 'nothing' };
export const faulty = (fault: RowFault): Converted => ({ kind: 'fault', fault });
