import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { flowQueue, REPORT_QUEUE } from '@wellhead/contracts';
import { PACK_NAMES } from '@wellhead/packs';
import { readStandaloneEnv, standaloneEnvSchema } from '@wellhead/standalone/config';
import { namedPacks } from '@wellhead/standalone/main';
import { installPack, loadPack, migrateUp } from '@wellhead/stores';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serveApi, type ServedApi, TOKEN } from '../../api/testing/serve-api.js';
import { listen } from '../testing/listen.js';

const folderOf = (pack: string): string => fileURLToPath(new URL(`../../packs/${pack}`, import.meta.url));
/** Commands of a README, within a sentence or in a block, without what a shell takes for a remark. */
const commandsOf = (pack: string, begin: RegExp): readonly string[] =>
  [
    ...readFileSync(`${folderOf(pack)}/README.md`, 'utf8')
      .replaceAll(/`\n?`/g, '`')
      .matchAll(begin),
  ].map(([line]) =>
    line
      .replace(/\s+#.*/, '')
      .replaceAll(/\s+/g, ' ')
      .trim(),
  );

describe('commands in the READMEs of packs', () => {
  let api: ServedApi;
  /** What was asked of services, by queue: they stand for what tests of flows and reports show. */
  const asked: { readonly queue: string; readonly data: object }[] = [];
  beforeAll(async () => {
    api = await serveApi();
    const packs = await Promise.all(PACK_NAMES.map((name) => loadPack(folderOf(name))));
    await migrateUp(api.fixture.stores.pool, packs);
    for (const pack of packs) await installPack(api.fixture.stores.pool, pack);
    const queues = packs.flatMap(({ manifest }) => manifest.flows.map(({ name }) => flowQueue(name)));
    for (const queue of [...queues, REPORT_QUEUE])
      await api.jobs.work(queue, async ({ data }) => {
        asked.push({ queue, data: data as object });
        return {};
      });
  });
  afterAll(() => api?.close());

  const run = (line: string) => {
    const environment = { WELLHEAD_URL: api.url.replace(/\/api\/v1$/, ''), WELLHEAD_TOKEN: TOKEN };
    return listen({ ...environment, WELLHEAD_DATA_DIR: '/nowhere' }, ...line.split(' ').slice(2));
  };

  it.each(PACK_NAMES.map((name) => [name]))('%s: every `npx wellhead …` is taken and ends well', async (pack) => {
    for (const line of commandsOf(pack, /npx wellhead [^`\n]+/g)) {
      asked.length = 0;
      const { exitCode, complained } = await run(line);
      expect(exitCode, `${line}: ${complained}`).toBe(0);
      expect(asked, line).toHaveLength(1);
    }
  });

  it.each(PACK_NAMES.map((name) => [name]))(
    '%s: every `npm start …` names packs and settings that there are',
    (pack) => {
      const lines = commandsOf(pack, /(?:[A-Z_]+=\S+ )*npm start[^`\n]*/g);
      expect(lines.length).toBeGreaterThan(0);
      for (const line of lines) {
        const [before = '', after = ''] = line.split('npm start');
        const packs = namedPacks(after.trim().split(' '));
        for (const name of packs ?? []) expect([...PACK_NAMES, 'all'], line).toContain(name);
        const given = Object.fromEntries(
          before
            .trim()
            .split(' ')
            .filter(Boolean)
            .map((each) => each.split(/=(.*)/s)),
        );
        expect(readStandaloneEnv(given).kind, line).toBe('ok');
        expect(Object.keys(standaloneEnvSchema.shape), line).toEqual(expect.arrayContaining(Object.keys(given)));
      }
    },
  );
});
