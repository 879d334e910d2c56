import { callerSchema } from '@wellhead/contracts';
import { route } from '../http/route.js';

/** Who asks, so that a page offers only what the answer will not refuse. */
export const callerRoute = route({
  method: 'get',
  path: '/me',
  summary: 'Who you are here and what you may do',
  role: 'viewer',
  answer: callerSchema,
  handle: ({ request, role, services: { userOf } }) => Promise.resolve({ role, name: userOf?.(request) ?? null }),
});
