import { ProblemError } from '@wellhead/contracts';
import express from 'express';
import type { BackupSpool } from '../backup/take-backup.js';
import type { Feed } from '../feed/feed.js';
import { type IngestorOptions, VERSION } from '../ingestor.js';
import type { Intake } from '../intake.js';
import { createHandshakeRoutes } from '../sources/influx/handshake-routes.js';
import { createRemoteWriteRoute } from '../sources/prometheus/remote-write/remote-write-route.js';
import type { SourceConfig } from '../sources/source-kinds.js';
import type { RunningSources } from '../sources/start-sources.js';
import { createBackupRoute } from './backup-route.js';
import type { BodyReader } from './body.js';
import { createJsonRoutes } from './json-routes.js';
import type { IngestorMetrics } from './metrics.js';
import { openApiDocument } from './open-api.js';
import { createStatusRoutes } from './status-routes.js';
import type { TokenGate } from './tokens.js';
import { answerError } from './write-routes.js';

/** Everything but the hot write routes, which are answered before Express. */
export function createApp(
  parts: Pick<IngestorOptions, 'stores' | 'bucket' | 'secretsFile' | 'extend' | 'openApiPaths' | 'log' | 'clock'> & {
    readonly intake: Intake;
    readonly gate: TokenGate;
    readonly bodies: BodyReader;
    readonly bodyBytes: number;
    readonly metrics: IngestorMetrics;
    readonly feed: Feed;
    /** By the name of its ingestor: the own one, and those that were adopted. */
    readonly feeds: () => ReadonlyMap<string, Feed>;
    readonly sources: RunningSources;
    readonly configs: readonly SourceConfig[];
    readonly fileRoutes: express.Router;
    readonly workDir: string;
  },
): express.Express {
  const app = express();
  app.disable('x-powered-by');
  app.use(createJsonRoutes(parts));
  app.use(parts.fileRoutes);
  app.use(
    createRemoteWriteRoute({
      ...parts,
      naming: parts.configs.find((config) => config.kind === 'prometheus-remote-write') ?? { assets: [], prefixes: [] },
    }),
  );
  app.use(createStatusRoutes(parts));
  app.use(createHandshakeRoutes({ ...parts, version: VERSION, startedAtMs: parts.clock() }));
  app.use(
    createBackupRoute({
      ...parts,
      secretsFile: parts.secretsFile,
      spools: () => [...parts.feeds()].map(([name, each]) => spoolOf(name, each)),
      version: VERSION,
    }),
  );
  app.get('/openapi.json', (_request, response) => {
    response.json(openApiDocument(VERSION, parts.openApiPaths));
  });
  parts.extend?.(app);
  app.use((request) => {
    throw new ProblemError('not-found', `There is nothing at ${request.method} ${request.path}.`);
  });
  app.use((error: unknown, _request: express.Request, response: express.Response, _next: express.NextFunction) =>
    answerError(parts.log, response, error),
  );
  return app;
}

/** A feed as a backup sees it: its spool, which grows meanwhile. */
const spoolOf = (name: string, feed: Feed): BackupSpool => ({
  name,
  get durable() {
    return feed.spool.durable;
  },
  segments: feed.spool.segments,
  hold: () => feed.hold(),
});
