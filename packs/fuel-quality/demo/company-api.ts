import express, { type Express } from 'express';
import { refuse } from '../../demo-kit/serve-http.js';
import type { TagValue } from './plant.js';

const MOST_ITEMS = 10_000;

/**
 * The company's API: `GET /api/v1/values?updated_since=…` answers values in the order in which they were written, a page at a time, to those who bring
 * the token. `next_cursor` leads to the next page; it is null at the end.
 */
export function companyApi(values: () => readonly TagValue[], token: string): Express {
  const app = express();
  app.disable('x-powered-by');
  app.get('/api/v1/values', (request, response) => {
    if (request.headers.authorization !== `Bearer ${token}`) {
      refuse(response, 'unauthorized', 'expected Authorization: Bearer with the token of the company');
      return;
    }
    const limit = Math.min(Number(request.query['limit'] ?? 1_000), MOST_ITEMS);
    const sinceMs = Date.parse(String(request.query['updated_since'] ?? '1970-01-01T00:00:00Z'));
    const all = values();
    const from = request.query['cursor'] === undefined ? firstSince(all, sinceMs) : Number(request.query['cursor']);
    if (!Number.isInteger(from) || from < 0 || Number.isNaN(sinceMs) || !(limit >= 1)) {
      refuse(response, 'bad-request', 'expected updated_since as RFC 3339, a cursor of an answer, and limit from 1');
      return;
    }
    const data = all
      .slice(from, from + limit)
      .map(({ changedMs, ...one }) => ({ ...one, updated_at: new Date(changedMs).toISOString() }));
    response.json({ data, next_cursor: from + limit < all.length ? String(from + limit) : null });
  });
  app.use((_request, response) => {
    refuse(response, 'not-found', 'this is the demo company: it answers GET /api/v1/values');
  });
  return app;
}

/** Values lie in the order in which they were written. */
function firstSince(values: readonly TagValue[], sinceMs: number): number {
  let [low, high] = [0, values.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((values[middle] as TagValue).changedMs < sinceMs) low = middle + 1;
    else high = middle;
  }
  return low;
}
