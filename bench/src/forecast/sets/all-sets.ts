import type { SeriesSet } from '../pairs.js';
import { births } from './births.js';
import { superstore, weather } from './daily.js';
import { flights } from './flights.js';
import { co2, employment } from './monthly.js';

/** The sets one by one: each is large, and done with before the next is read. */
export async function* allSets(quick: boolean): AsyncGenerator<SeriesSet> {
  yield births();
  yield flights(quick ? 30 : 120);
  yield employment();
  yield superstore();
  yield weather();
  yield co2();
}
