import { checkSchema, intakePolicySchema, ProblemError } from '@wellhead/contracts';
import { openCheckCatalogue } from '@wellhead/stores';
import { z } from 'zod';
import { listParameter } from '../http/parse.js';
import { route, type Route } from '../http/route.js';

const by = z.string().min(1).max(200).default('api').describe('who sets it; where the caller is known, that counts');
const inForce = { pack: z.string(), changedBy: z.string(), changedAtMs: z.number() };
const checkInForceSchema = checkSchema.extend(inForce);
const policyInForceSchema = intakePolicySchema.extend(inForce);

/** What readings are checked for before they are acknowledged. A change holds within two seconds, without a restart. */
export const checkRoutes: readonly Route[] = [
  route({
    method: 'get',
    path: '/checks',
    summary: 'Checks of readings as they are now',
    role: 'viewer',
    answer: z.array(checkInForceSchema),
    handle: async ({ services: { stores } }) => [...(await openCheckCatalogue(stores.pool).list())],
  }),
  route({
    method: 'put',
    path: '/checks',
    summary: 'Set the check of a measurement.field; readings that come from now on are checked by it',
    role: 'editor',
    body: checkSchema.extend({ by }),
    answer: checkInForceSchema,
    handle: ({ body, request, services: { stores, userOf } }) => {
      const { by: name, ...check } = body;
      return openCheckCatalogue(stores.pool).set(check, userOf?.(request) ?? name);
    },
  }),
  route({
    method: 'delete',
    path: '/checks',
    summary: 'Remove a check; one of a pack comes back when the pack is installed again',
    role: 'editor',
    query: z.object({ measurement: z.string(), field: z.string(), assets: listParameter }),
    answer: z.object({ removed: z.literal(true) }),
    handle: async ({ query, services: { stores } }) => {
      if (await openCheckCatalogue(stores.pool).remove(query)) return { removed: true as const };
      throw new ProblemError(
        'not-found',
        `There is no such check of ${query.measurement}.${query.field}: GET /checks.`,
      );
    },
  }),
  route({
    method: 'get',
    path: '/intake-policies',
    summary: 'How the measurements of each pack are taken in: unknown assets, clocks that are ahead',
    role: 'viewer',
    answer: z.array(policyInForceSchema),
    handle: async ({ services: { stores } }) => [...(await openCheckCatalogue(stores.pool).policies())],
  }),
  route({
    method: 'put',
    path: '/intake-policies/{pack}',
    summary: 'Set how the measurements of a pack are taken in',
    role: 'editor',
    body: intakePolicySchema.extend({ by }),
    answer: intakePolicySchema,
    handle: async ({ body, params: { pack = '' }, request, services: { stores, userOf } }) => {
      const { by: name, ...policy } = body;
      if (await openCheckCatalogue(stores.pool).setPolicy(pack, policy, userOf?.(request) ?? name)) return policy;
      throw new ProblemError('not-found', `There is no pack ${pack}: GET /packs lists those that there are.`);
    },
  }),
];
