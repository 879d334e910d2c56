import {
  configMatcher,
  keptModelConfigSchema,
  modelConfigSchema,
  modelNameSchema,
  OUR_MODELS,
  ProblemError,
  type ModelConfig,
} from '@wellhead/contracts';
import { openCatalogue, openModelConfigs, openModelRegistry, type Stores } from '@wellhead/stores';
import { z } from 'zod';
import { parseInput } from '../http/parse.js';
import { route, type Route } from '../http/route.js';

const kept = keptModelConfigSchema.extend({ matches: z.number().describe('signals that it is for now') });

/** A model that nobody knows would leave the naive forecast alone, and nobody would be told. */
async function checkModelNames({ pool }: Pick<Stores, 'pool'>, { models = [] }: ModelConfig): Promise<void> {
  const registered = models.length === 0 ? [] : await openModelRegistry(pool).list();
  const known = new Set([...OUR_MODELS, ...registered.flatMap(({ name, version }) => [name, `${name}@${version}`])]);
  const isOurs = (name: string): boolean => name.endsWith('@1') && OUR_MODELS.includes(name.slice(0, -2));
  const names = [...new Set([...OUR_MODELS, ...registered.map(({ name }) => name)])].join(', ');
  const places = models.flatMap((found, at) =>
    known.has(found) || isOurs(found)
      ? []
      : [{ field: `document.models.${at}`, found, reason: `there is no such model; there are ${names}` }],
  );
  if (places.length === 0) return;
  const told = places.map(({ field, found, reason }) => `${field}: ${reason} (found ${found})`).join('; ');
  throw new ProblemError('bad-request', `The document cannot be used: ${told}.`, { places });
}

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
      basedOn: z
        .number()
        .int()
        .min(0)
        .optional()
        .describe('the version that was changed, 0 = there was none: refused where somebody has written another since'),
    }),
    answer: kept,
    handle: async ({ params, body, request, services: { stores, userOf } }) => {
      const name = parseInput(modelNameSchema, params['name'], 'name');
      await checkModelNames(stores, body.document);
      const change = { name, by: userOf?.(request) ?? body.by, reason: body.reason, basedOn: body.basedOn };
      const outcome = await openModelConfigs(stores.pool).set(change, body.document);
      if (outcome.kind === 'overtaken')
        throw new ProblemError(
          'conflict',
          outcome.newest
            ? `${name} is at version ${outcome.newest.version} by ${outcome.newest.changedBy} (“${outcome.newest.reason}”), your change was made on version ${body.basedOn}: look at it and change it again.`
            : `There is no ${name} that your change of version ${body.basedOn} could be of: leave basedOn out to write its first version.`,
        );
      const signals = await openCatalogue(stores.pool).signals();
      return {
        ...outcome.config,
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
