import { afterAll, beforeAll, expect, it } from 'vitest';
import { type ServedApi, TOKEN } from '../../../api/testing/serve-api.js';
import { serveExample } from '../../../api/testing/serve-example.js';
import { listen } from '../../testing/listen.js';

let api: ServedApi;
const run = (token: string, ...words: string[]) =>
  listen(
    { WELLHEAD_URL: api.url.replace(/\/api\/v1$/, ''), WELLHEAD_TOKEN: token, WELLHEAD_DATA_DIR: '/nowhere' },
    ...words,
  );

beforeAll(async () => {
  api = await serveExample();
});
afterAll(() => api.close());

it('makes a token that works, lists it without its text and ends it', async () => {
  const made = await run(TOKEN, 'token', 'create', 'line 7', '--scope', 'read');
  expect(made.exitCode).toBe(0);
  // Alone on stdout, so that a script can keep it.
  expect(made.said).toMatch(/^wh_\S+$/);
  const id = /token revoke (\S+)\.$/.exec(made.complained)?.[1] ?? '';
  const asked = () => fetch(`${api.url}/assets`, { headers: { authorization: `Bearer ${made.said}` } });
  expect((await asked()).status).toBe(200);

  const listed = await run(TOKEN, 'token', 'list');
  expect(listed.said).toContain('line 7');
  expect(listed.said).toContain(id);
  expect(listed.said).not.toContain(made.said);

  const weak = await run(made.said, 'token', 'list');
  expect(weak.exitCode).toBe(4);
  expect(weak.complained).toContain('Set WELLHEAD_TOKEN to a token that may');

  expect((await run(TOKEN, 'token', 'revoke', id)).said).toBe(`Revoked ${id}.`);
  expect((await run(TOKEN, 'token', 'list')).said).not.toContain(id);
  const again = await run(TOKEN, 'token', 'revoke', id);
  expect(again.exitCode).toBe(1);
  expect(again.complained).toContain(`There is no token ${id}`);
});

it.each([
  [['token', 'create', 'a', '--scope', 'fly'], '--scope: found “fly”, expected write, read, manage'],
  [['token', 'create', 'a', '--expires', 'soon'], '--expires: found “soon”, expected a time such as 2026-03-01'],
  [['replay'], '--from is missing'],
  [['replay', '--from', 'monday'], '--from: found “monday”'],
  [['quarantine', 'show', 'x'], 'ID: found “x”, expected the number of a row'],
  [['quarantine', 'replay'], 'Say which rows: an ID, conditions, or --all'],
])('%j is wrong use: %s', async (words, sentence) => {
  const { exitCode, complained } = await run(TOKEN, ...words);
  expect(exitCode).toBe(2);
  expect(complained).toContain(sentence);
});

it('a range that ends before it begins is refused in the words of the service', async () => {
  const { exitCode, complained } = await run(TOKEN, 'replay', '--from', '2026-03-02', '--to', '2026-03-01');
  expect(exitCode).toBe(1);
  expect(complained).toContain('is not before');
});
