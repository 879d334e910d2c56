import { SILENCE_TIMES_SETTING, silenceAfter, silenceTimesSchema, type Signal } from '@wellhead/contracts';
import type pg from 'pg';
import { readSetting } from '../postgres/settings.js';

/** Tells for each signal the age of its newest reading, ms, from which it is overdue: as people have set it, else as the signal says. */
export async function readSilence(pool: pg.Pool): Promise<(signal: Signal) => number> {
  // The API takes no other value; one that was written past it must not keep the rule of missing data silent.
  const set = await readSetting(pool, SILENCE_TIMES_SETTING, silenceTimesSchema.catch({ rules: [] }));
  return silenceAfter(set ?? { rules: [] });
}
