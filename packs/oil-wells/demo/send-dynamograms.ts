import { dynamogramRows } from './dynamogram-rows.js';
import { sendRows, type Target } from './post.js';

/** Cards are big: a hundred a request. */
const ROWS_AT_ONCE = 100;
const DAYS = 9;

/** Sends simulated dynamograms of nine days as records, 288 in all. Sending them again within six hours changes nothing: their ids are the same. */
export const sendDynamograms = (target: Target, nowMs: number): Promise<void> =>
  sendRows(target, 'dynamograms', [...dynamogramRows({ untilMs: nowMs, days: DAYS })], ROWS_AT_ONCE);
