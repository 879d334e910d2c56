import { createHash } from 'node:crypto';

/** Rows that lie within the look-back, so that those which are read again as they were can be passed over. Lost with the process. */
export interface UnchangedRows {
  /** True if the row was kept before exactly like this. */
  has(key: string, json: string): boolean;
  add(key: string, json: string, order: number): void;
  /** Forgets rows whose watermark lies before. */
  forgetBefore(order: number): void;
}

export function openUnchangedRows(): UnchangedRows {
  // In the order of their watermarks, as they are read.
  const rows = new Map<string, { readonly digest: string; readonly order: number }>();
  const digestOf = (json: string): string => createHash('sha256').update(json).digest('base64');
  return {
    has: (key, json) => rows.get(key)?.digest === digestOf(json),
    add(key, json, order) {
      rows.delete(key);
      rows.set(key, { digest: digestOf(json), order });
    },
    forgetBefore(order) {
      for (const [key, row] of rows) {
        if (row.order >= order) return;
        rows.delete(key);
      }
    },
  };
}
