import {
  configMatcher,
  keptModelConfigSchema,
  modelConfigSchema,
  modelNameSchema,
  ProblemError,
} from '@wellhead/contracts';
import { openCatalogue, openModelConfigs } from '@wellhead/stores';
import { z } from 'zod';
import { parseInput } from '../http/parse.js';
import { route, type Route } from '../http/route.js';

const kept = keptModelConfigSchema.extend({ matches: z.number().describe('signals that it is for now') });

/** How signals are to be forecast: named documents, every version of them kept. The next run follows a change. */
export const modelConfigRoutes: readonly Route[] = [
  route({
    method: 'get',
    path: '/model-configs',
    summary: 'Model configurations as they are now',
    role: 'viewer',
    answer: z.array(kept),
    handle: async ({ services: { stores } }) => {
      const signals = await openCatalogue(stores.pool).signals();
      return (await openModelConfigs(stores.pool).list()).map((config) => ({
        ...config,
        matches: signals.filter(configMatcher(config.document)).length,
      }));
    },
  }),
  route({
    method: 'get',
    path: '/model-configs/{name}/history',
    summary: 'All versions of a model configuration, the newest first',
    role: 'viewer',
    answer: z.array(keptModelConfigSchema),
    handle: async ({ params, services: { stores } }) => [
      ...(await openModelConfigs(stores.pool).history(params['name'] ?? '')),
    ],
  }),
  route({
    method: 'put',
    path: '/model-configs/{name}',
    summary: 'Write a version of a model configuration: signals, horizon, levels, models, drivers, priority',
    role: 'editor',
    body: z.object({
      document: modelConfigSchema,
      reason: z.string().max(1_000).default(''),
      by: z.string().min(1).max(200).default('api').describe('who; where the caller is known, that counts'),
    }),
    answer: kept,
    handle: async ({ params, body, request, services: { stores, userOf } }) => {
      const name = parseInput(modelNameSchema, params['name'], 'name');
      const change = { name, by: userOf?.(request) ?? body.by, reason: body.reason };
      const signals = await openCatalogue(stores.pool).signals();
      return {
        ...(await openModelConfigs(stores.pool).set(change, body.document)),
        matches: signals.filter(configMatcher(body.document)).length,
      };
    },
  }),
  route({
    method: 'delete',
    path: '/model-configs/{name}',
    summary: 'Remove a model configuration; its versions stay',
    role: 'editor',
    query: z.object({ reason: z.string().default('') }),
    answer: z.object({ removed: z.literal(true) }),
    handle: async ({ params, query, request, services: { stores, userOf } }) => {
      const change = { name: params['name'] ?? '', by: userOf?.(request) ?? 'api', reason: query.reason };
      if (await openModelConfigs(stores.pool).remove(change)) return { removed: true as const };
      throw new ProblemError('not-found', `There is no model configuration ${change.name}: GET /model-configs.`);
    },
  }),
];
