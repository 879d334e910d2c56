/** What we use of pg-copy-streams 7, which brings no types. */
declare module 'pg-copy-streams' {
  import type { Submittable } from 'pg';
  import type { Readable, Writable } from 'node:stream';

  /** `copy … to stdout` as a stream of its bytes. */
  export function to(sql: string): Readable & Submittable;
  /** `copy … from stdin`: takes bytes; `rowCount` holds after it has finished. */
  export function from(sql: string): Writable & Submittable & { readonly rowCount: number };
}
