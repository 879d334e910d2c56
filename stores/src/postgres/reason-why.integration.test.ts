import fc from 'fast-check';
import { expect, it } from 'vitest';
import { openTestDatabase } from '../../testing/database.js';
import { WHY_OF_REASON, whyOf } from './reason-why.js';

const reasons = fc
  .array(fc.constantFrom('no value', '; found x', '; expected a number', ': ', ' "a"', '7', '; ', 'and'), {
    maxLength: 6,
  })
  .chain((parts) => fc.boolean().map((isMore) => (isMore ? MORE : '') + parts.join('')));
const MORE = 'and 12 more from here on; the first says: ';

it('leaves out of a reason what was found and expected', () => {
  expect(whyOf('the value is no number; found abc; expected like -1.5')).toBe('the value is no number');
  expect(whyOf('the payload is not JSON: Unexpected end')).toBe('the payload is not JSON');
  expect(whyOf(`${MORE}the line has no fields; found m`)).toBe('the line has no fields');
});

it('says the same in Postgres as here', async () => {
  const database = await openTestDatabase();
  const all = fc.sample(reasons, { numRuns: 500, seed: 7 });
  const { rows } = await database.pool.query<{ why: string }>(
    `select ${WHY_OF_REASON} as why from unnest($1::text[]) with ordinality as r (reason, at) order by at`,
    [all],
  );
  expect(rows.map(({ why }) => why)).toEqual(all.map(whyOf));
  await database.close();
});
