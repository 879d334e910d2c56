import type { Clock, Role } from '@wellhead/contracts';
import type { Jobs, Stores } from '@wellhead/stores';
import type { Request } from 'express';
import type { Logger } from 'pino';
import type { RoleOf } from './roles.js';

/** What every route works on. */
export interface ApiServices {
  readonly stores: Pick<Stores, 'telemetry' | 'pool' | 'readOnlyPool'>;
  readonly jobs: Jobs;
  readonly log: Logger;
  readonly clock: Clock;
  /** Name of who asks, for the history of changes; where it is known what the body says does not count. */
  readonly userOf?: (request: Request) => string | undefined;
}

export interface ApiOptions extends ApiServices {
  /** Who asks; default: by token (`rolesByToken`). */
  readonly roleOf?: RoleOf;
  /** The configured token, which may do everything; for the default. */
  readonly token?: string | undefined;
  /** Role of somebody on this machine who brings no token; default: none. */
  readonly loopbackRole?: Role | undefined;
}
