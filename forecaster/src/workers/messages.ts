import type { BatchRequest, SeriesOutcome } from './forecast-batch.js';

/** What the pool sends to a worker; one at a time. */
export type WorkerRequest = BatchRequest;

/** What a worker answers. A worker that dies answers nothing: the pool says so in its place. */
export type WorkerReply =
  | { readonly kind: 'done'; readonly outcomes: readonly SeriesOutcome[] }
  | { readonly kind: 'failed'; readonly reason: string };

/** What became of a batch. */
export type BatchReply =
  | WorkerReply
  /** Its worker died over it or took too long: a part of the batch may still be made. */
  | { readonly kind: 'lost'; readonly reason: string };
