import { type FieldTypeRegistry, openFiles, type RawArchive } from '@wellhead/stores';
import express from 'express';
import type { Logger } from 'pino';
import type { Pool } from 'pg';
import type { Checks } from '../checks/open-checks.js';
import type { Decoder } from '../decode.js';
import type { Adoption } from '../feed/adoption.js';
import type { Feed } from '../feed/feed.js';
import type { BodyReader } from '../http/body.js';
import { createDocumentRoutes } from '../http/document-routes.js';
import { createFileRoutes } from '../http/file-routes.js';
import { createMappingRoutes } from '../http/mapping-routes.js';
import type { IngestorMetrics } from '../http/metrics.js';
import type { TokenGate } from '../http/tokens.js';
import type { Intake } from '../intake.js';
import type { RecordTypes } from '../records/record-types.js';
import { type FileDesk, openFileDesk } from './file-desk.js';
import { startFileJobs } from './file-jobs.js';

export interface FileIntake {
  readonly routes: express.Router;
  /** Where sources hand in what they find. */
  readonly desk: FileDesk;
  close(): Promise<void>;
}

/** Files and documents: their routes, and the work that takes files in. */
export function startFileIntake(parts: {
  readonly stores: { readonly pool: Pool; readonly archive: Pick<RawArchive, 'putFile' | 'open'> };
  readonly intake: Intake;
  readonly feed: Feed;
  readonly adoption: Adoption;
  readonly decoder: Decoder;
  readonly fieldTypes: FieldTypeRegistry;
  readonly recordTypes: RecordTypes;
  readonly checks: Pick<Checks, 'tryOut'>;
  readonly gate: TokenGate;
  readonly bodies: BodyReader;
  readonly metrics: IngestorMetrics;
  readonly limits: { readonly fileBytes: number; readonly documentBytes: number; readonly maxRefusedRows: number };
  /** Name of this ingestor, and the folder of all spools. */
  readonly ingestor: string;
  readonly root: string;
  readonly log: Logger;
  readonly clock: () => number;
}): FileIntake {
  const { pool, archive } = parts.stores;
  const shared = { ...parts, ...parts.limits, pool, archive, files: openFiles(pool) };
  const jobs = startFileJobs(shared);
  const routes = express.Router();
  const desk = openFileDesk({ ...shared, jobs });
  routes.use(createFileRoutes({ ...shared, desk }));
  routes.use(createMappingRoutes(shared));
  routes.use(createDocumentRoutes(shared));
  return { routes, desk, close: jobs.close };
}
