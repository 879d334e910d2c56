import { expect, it } from 'vitest';
import { PROBLEMS, problemOf, type ProblemType } from './problems.js';

const page = (): string => {
  const rows = Object.entries(PROBLEMS).map(([type, { status, title }]) => `| \`${type}\` | ${status} | ${title} |`);
  return [
    '# Problems',
    '',
    'Every refusal is an RFC 9457 `application/problem+json` document: `type` (`https://wellhead.invalid/problems/<name>`),',
    '`title`, `status`, `detail` (what, where, found, expected, what to do) and, where a body was looked at, `places`, one for',
    'each bad line or record. InfluxDB’s `code`, `message` and `error` stand beside them, so that its clients show the text.',
    '',
    'This page is written from `contracts/src/problems.ts` and held equal to it by a test (`npx vitest run --project unit contracts -u`).',
    '',
    '| name | status | title |',
    '|---|---|---|',
    ...rows,
    '',
  ].join('\n');
};

it('docs/problems.md lists the catalogue as it is', async () => {
  await expect(page()).toMatchFileSnapshot('../../docs/problems.md');
});

it('a problem carries the text in every member that a client may show', () => {
  for (const type of Object.keys(PROBLEMS) as ProblemType[]) {
    const problem = problemOf(type, 'Line 3: found “x”, expected a number.', [{ line: 3, reason: 'not a number' }]);
    expect(problem).toMatchObject({ status: PROBLEMS[type].status, message: problem.detail, error: problem.detail });
    expect(problem.places).toHaveLength(1);
  }
});
