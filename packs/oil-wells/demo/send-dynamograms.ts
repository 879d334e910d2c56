import { dynamogramRows } from './dynamogram-rows.js';
import { MS_PER_DAY } from './field.js';
import { sendRows, type Target } from './post.js';

/** Cards are big: a hundred a request. */
const ROWS_AT_ONCE = 100;
const TURN_DAYS = 9;

/** Sends simulated dynamograms of the time after `fromMs`, of nine days at most: 288 in all. Sending them again changes nothing. */
export const sendDynamograms = (
  target: Target,
  { fromMs, toMs, originMs }: { readonly fromMs: number; readonly toMs: number; readonly originMs: number },
): Promise<void> => {
  const days = Math.min(TURN_DAYS, (toMs - fromMs) / MS_PER_DAY + 0.25);
  return sendRows(
    target,
    'dynamograms',
    [...dynamogramRows({ untilMs: toMs, days, turnDays: TURN_DAYS, originMs })],
    ROWS_AT_ONCE,
  );
};
