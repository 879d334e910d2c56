import {
  ProblemError,
  SETTING_SCHEMAS,
  settingVersionSchema,
  tokenGrantSchema,
  tokenSchema,
} from '@wellhead/contracts';
import { createToken, listSettings, settingHistory, listTokens, revokeToken, writeSetting } from '@wellhead/stores';
import { z } from 'zod';
import { parseInput } from '../http/parse.js';
import { route, type Route } from '../http/route.js';

const settingSchema = z.object({ name: z.string(), value: z.unknown(), changedAtMs: z.number() });
/** Named settings and tokens. */
export const settingRoutes: readonly Route[] = [
  route({
    method: 'get',
    path: '/settings',
    summary: 'Named settings',
    role: 'viewer',
    answer: z.array(settingSchema),
    handle: async ({ services: { stores } }) => [...(await listSettings(stores.pool))],
  }),
  route({
    method: 'put',
    path: '/settings/{name}',
    summary: 'Set a named setting; its value is any JSON',
    role: 'editor',
    // Parsed JSON can be nothing else; z.json() is recursive, which a reference-free OpenAPI part cannot say.
    body: z.object({ value: z.unknown().refine((value) => value !== undefined, 'expected any JSON') }),
    answer: z.object({ name: z.string(), value: z.unknown() }),
    handle: async ({ params, body, request, services: { stores, userOf } }) => {
      const name = params['name'] ?? '';
      if (!/^[a-z][a-z0-9._-]{0,99}$/.test(name))
        throw new ProblemError(
          'bad-request',
          `Setting ${name}: expected a name of small letters, digits, dots and dashes.`,
        );
      const schema = SETTING_SCHEMAS[name];
      const value = schema === undefined ? body.value : parseInput(schema, body.value, 'value');
      await writeSetting(stores.pool, name, value, userOf?.(request) ?? 'api');
      return { name, value };
    },
  }),
  route({
    method: 'get',
    path: '/settings/{name}/history',
    summary: 'Versions of a named setting, the newest first',
    role: 'viewer',
    answer: z.array(settingVersionSchema),
    handle: async ({ params, services: { stores } }) => [...(await settingHistory(stores.pool, params['name'] ?? ''))],
  }),
  route({
    method: 'get',
    path: '/tokens',
    summary: 'Tokens in force, without their text',
    role: 'admin',
    answer: z.array(tokenSchema),
    handle: async ({ services: { stores } }) => [...(await listTokens(stores.pool))],
  }),
  route({
    method: 'post',
    path: '/tokens',
    summary: 'Make a token; its text is told this once',
    role: 'admin',
    body: tokenGrantSchema.extend({ name: z.string().min(1).max(200) }),
    answer: z.object({ id: z.string(), token: z.string() }),
    status: 201,
    handle: async ({ body, request, services: { stores, log, clock, userOf } }) => {
      if (body.expiresAtMs !== null && body.expiresAtMs <= clock())
        throw new ProblemError(
          'bad-request',
          `expiresAtMs: found ${body.expiresAtMs}, expected a time to come, in ms.`,
        );
      const made = await createToken(stores.pool, { ...body, createdBy: userOf?.(request) });
      log.info({ token: made.id, scopes: body.scopes }, 'token made');
      return made;
    },
  }),
  route({
    method: 'delete',
    path: '/tokens/{id}',
    summary: 'Revoke a token, within 30 seconds everywhere',
    role: 'admin',
    answer: z.object({ revoked: z.literal(true) }),
    handle: async ({ params, services: { stores, log } }) => {
      const id = params['id'] ?? '';
      if (!(await revokeToken(stores.pool, id))) throw new ProblemError('not-found', `There is no token ${id}.`);
      log.info({ token: id }, 'token revoked');
      return { revoked: true as const };
    },
  }),
];
