import { TOKEN_SCOPES, type TokenScope } from '@wellhead/contracts';
import { z } from 'zod';
import { type Command, JSON_OPTION } from '../command.js';
import { EXIT } from '../exit-codes.js';
import { wrongUse } from '../failure.js';
import { openServiceClient } from '../service/service-client.js';
import { tableOf } from '../table.js';
import { timeMsOf, timeText } from '../times.js';

const tokenSchema = z.looseObject({
  id: z.string(),
  name: z.string(),
  scopes: z.array(z.string()),
  sources: z.array(z.string()).default([]),
  assets: z.array(z.string()).default([]),
  expiresAtMs: z.number().nullable().default(null),
  createdAtMs: z.number(),
  lastUsedAtMs: z.number().nullable(),
});

const namesOf = (text: string | undefined): string[] =>
  (text ?? '')
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');

const create: Command = {
  name: 'token create',
  summary: 'Makes a token and shows it, this once',
  about: 'Only its hash is kept. It works at once; revoked, it works on for up to 30 seconds.',
  arguments: [{ name: 'NAME', describes: 'what it is for, as lists show it' }],
  options: {
    scope: { value: 'SCOPES', describes: 'write, read, manage, with commas between them; write when not given' },
    source: { value: 'PATTERNS', describes: 'sources it may write as, such as line-*; any when not given' },
    asset: { value: 'PATTERNS', describes: 'assets it may write, such as well-*; any when not given' },
    expires: { value: 'TIME', describes: 'when it ends; never when not given' },
    ...JSON_OPTION,
  },
  examples: [
    { line: 'npx wellhead token create telegraf --scope write', does: 'prints the token alone on stdout' },
    {
      line: "npx wellhead token create 'pad 1' --asset 'well-1*' --expires 2027-01-01",
      does: 'a token that may write some wells for a while',
    },
  ],
  async run(call) {
    const scopes = namesOf(call.option('scope') ?? 'write').map((name): TokenScope => {
      const scope = TOKEN_SCOPES.find((one) => one === name);
      if (scope === undefined) throw wrongUse(`--scope: found “${name}”, expected ${TOKEN_SCOPES.join(', ')}.`);
      return scope;
    });
    const expires = call.option('expires');
    const [sources, assets] = [namesOf(call.option('source')), namesOf(call.option('asset'))];
    const service = await openServiceClient(call.settings);
    const made = await service.send('POST', '/api/v1/tokens', z.object({ id: z.string(), token: z.string() }), {
      name: call.given['NAME'],
      scopes,
      ...(sources.length > 0 ? { sources } : {}),
      ...(assets.length > 0 ? { assets } : {}),
      ...(expires === undefined ? {} : { expiresAtMs: timeMsOf('expires', expires) }),
    });
    if (call.flag('json')) call.say(JSON.stringify(made));
    else {
      call.say(made.token);
      call.complain(`Made ${made.id}. It is not shown again; end it with wellhead token revoke ${made.id}.`);
    }
    return EXIT.ok;
  },
};

const list: Command = {
  name: 'token list',
  summary: 'Lists the tokens in force, without their text, and when each was last used',
  options: JSON_OPTION,
  examples: [{ line: 'npx wellhead token list', does: 'a table, the oldest first' }],
  async run(call) {
    const service = await openServiceClient(call.settings);
    const tokens = await service.get('/api/v1/tokens', z.array(tokenSchema));
    if (call.flag('json')) call.say(JSON.stringify(tokens));
    else if (tokens.length === 0) call.say('There are none but the configured one. Next: wellhead token create NAME');
    else
      call.say(
        tableOf([
          ['Id', 'Name', 'Scopes', 'Sources', 'Assets', 'Expires', 'Last used'],
          ...tokens.map(({ id, name, scopes, sources, assets, expiresAtMs, lastUsedAtMs }) => [
            id,
            name,
            scopes.join(','),
            sources.join(',') || 'any',
            assets.join(',') || 'any',
            expiresAtMs === null ? 'never' : timeText(expiresAtMs),
            lastUsedAtMs === null ? 'never' : timeText(lastUsedAtMs),
          ]),
        ]),
      );
    return EXIT.ok;
  },
};

const revoke: Command = {
  name: 'token revoke',
  summary: 'Ends a token; it works on for up to 30 seconds where answers are kept',
  arguments: [{ name: 'ID', describes: 'its id, as token list shows it' }],
  examples: [{ line: 'npx wellhead token revoke 6f1c2a34-0000-4000-8000-000000000000', does: 'ends it' }],
  async run(call) {
    const id = call.given['ID'] ?? '';
    const service = await openServiceClient(call.settings);
    await service.send('DELETE', `/api/v1/tokens/${encodeURIComponent(id)}`, z.unknown());
    call.say(`Revoked ${id}.`);
    return EXIT.ok;
  },
};

export const TOKEN_COMMANDS: readonly Command[] = [create, list, revoke];
