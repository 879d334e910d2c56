import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { type ArchiveReplay, ProblemError, type QuarantineSelection } from '@wellhead/contracts';
import {
  createWebServer,
  type FieldTypeRegistry,
  type Jobs,
  openCatalogue,
  type RawArchive,
  setSafeHeaders,
  type TelemetryStore,
  type TlsFiles,
} from '@wellhead/stores';
import express from 'express';
import type { Logger } from 'pino';
import type { Pool } from 'pg';
import type { BackupSpool } from './backup/take-backup.js';
import { openChecks } from './checks/open-checks.js';
import { openDecoder } from './decode.js';
import { type FaultHook, noFaults } from './faults.js';
import { startAdoption } from './feed/adoption.js';
import { type Feed, startFeed } from './feed/feed.js';
import { takeFolder } from './feed/folders.js';
import { startFileIntake } from './files/start-file-intake.js';
import { createBackupRoute } from './http/backup-route.js';
import { openBodyReader } from './http/body.js';
import { createJsonRoutes } from './http/json-routes.js';
import { createMetrics } from './http/metrics.js';
import { openApiDocument } from './http/open-api.js';
import type { OpenApiPaths } from './http/open-api-parts.js';
import { answerUnreadable, isWithoutHost, withoutHost } from './http/unreadable.js';
import { createStatusRoutes } from './http/status-routes.js';
import { type MeasuredService, startSelfTelemetry } from './self/self-telemetry.js';
import { openTokenGate } from './http/tokens.js';
import { answerError, createWriteRoutes } from './http/write-routes.js';
import { openIntake } from './intake.js';
import { startAudit } from './ledger/audit.js';
import type { LedgerState } from './ledger/watch-ledger.js';
import { openRecordTypes } from './records/record-types.js';
import { openPreparation } from './prepare.js';
import { repairQuarantine, type RepairOutcome } from './repair/repair-quarantine.js';
import { replayArchive, type ReplayProgress } from './replay/replay-archive.js';
import { workReplays } from './replay/work-replays.js';
import { createHandshakeRoutes } from './sources/influx/handshake-routes.js';
import { createRemoteWriteRoute } from './sources/prometheus/remote-write/remote-write-route.js';
import type { SourceState } from './sources/source.js';
import type { SourceConfig } from './sources/source-kinds.js';
import { startSources } from './sources/start-sources.js';

export interface IngestorOptions {
  readonly stores: {
    readonly telemetry: TelemetryStore;
    readonly pool: Pool;
    readonly archive: Pick<RawArchive, 'putSegment' | 'putFile' | 'list' | 'open'>;
  };
  readonly fieldTypes: FieldTypeRegistry;
  /** Spools lie below it, one folder an ingestor. */
  readonly dataDir: string;
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** The bucket (InfluxDB 1: database) that clients name. */
  readonly bucket: string;
  /** A token that may do everything, beside those in Postgres. */
  readonly token?: string | undefined;
  /** Serves HTTPS with these instead of HTTP. */
  readonly tls?: TlsFiles | undefined;
  readonly log: Logger;
  readonly clock: () => number;
  /** A file with secrets of the installation that a backup may take along. */
  readonly secretsFile?: string;
  /** Mounts more on the same port, behind the write routes. */
  readonly extend?: (app: express.Express) => void;
  /** Paths of what `extend` mounts, for `/openapi.json`. */
  readonly openApiPaths?: OpenApiPaths;
  /** Takes jobs that feed again what was kept: `ARCHIVE_REPLAY_QUEUE`, `QUARANTINE_REPLAY_QUEUE`. */
  readonly jobs?: Jobs | undefined;
  /** Writes our own metrics as telemetry every ten seconds, beside those of these services of the same process. */
  readonly selfTelemetry?: readonly MeasuredService[];
  readonly limits?: Partial<IngestorLimits>;
  /** Where it takes from by itself, beside what is sent to it; default: nothing. */
  readonly sources?: readonly SourceConfig[];
  /** Crash tests only. */
  readonly faults?: FaultHook;
}

export interface IngestorLimits {
  /** Bytes that wait on disk before writes are refused. */
  readonly spoolBytes: number;
  /** A spool segment is sealed at this size, in bytes, or at this age, in ms; sealed segments are the raw archive. */
  readonly segmentBytes: number;
  readonly segmentAgeMs: number;
  /** Rows that are kept in memory until stores have them, in bytes; what does not fit is read back from the spool. */
  readonly memoryBytes: number;
  /** Of one body, decompressed. */
  readonly bodyBytes: number;
  /** Of all bodies under way. */
  readonly arrivingBytes: number;
  /** Of an uploaded file that is read by a mapping, and of a document; decompressed. */
  readonly fileBytes: number;
  readonly documentBytes: number;
  /** Beyond so many refused rows a file is given up: it was sent with the wrong mapping. */
  readonly maxRefusedRows: number;
}

const MEBI = 1024 * 1024;
/** Node's own 300 s would end an upload of gigabytes. Bodies that are held in memory and uploads that rest have bounds of their own. */
const LONGEST_REQUEST_MS = 86_400_000;
export const DEFAULT_LIMITS: IngestorLimits = {
  spoolBytes: 4_096 * MEBI,
  segmentBytes: 64 * MEBI,
  segmentAgeMs: 3_600_000,
  memoryBytes: 96 * MEBI,
  bodyBytes: 64 * MEBI,
  arrivingBytes: 192 * MEBI,
  fileBytes: 65_536 * MEBI,
  documentBytes: 256 * MEBI,
  maxRefusedRows: 100_000,
};

export interface Ingestor {
  readonly url: string;
  readonly port: number;
  /** The name of its spool folder, as in ledger and archive. */
  readonly name: string;
  readonly sources: readonly SourceState[];
  /** Resolves when everything acknowledged so far is in every store; with `archive`, sealed segments are archived too. */
  drained(options?: { readonly archive?: boolean }): Promise<void>;
  /** Reads the checks of the catalogue now instead of within two seconds. */
  refreshChecks(): Promise<void>;
  /** Checks now whether the books balance. */
  checkLedger(): Promise<LedgerState>;
  /** Counts the store now, for the audit of the ledger. */
  audit(): Promise<void>;
  /** Feeds a time range of the raw archive again; see `replayArchive`. */
  replay(request: ArchiveReplay, onProgress?: (progress: ReplayProgress) => void): Promise<ReplayProgress>;
  /** Lets open rows of quarantine come in again; see `repairQuarantine`. */
  repair(selection: QuarantineSelection, onProgress?: (outcome: RepairOutcome) => void): Promise<RepairOutcome>;
  /** Writes down now what tokens have sent, which else happens every few seconds. */
  reportTokenUse(): Promise<void>;
  close(): Promise<void>;
}

export const VERSION = '0.1.0';

/** Opens the doors: whatever they acknowledge is durable and will be delivered, after a crash too. */
export async function startIngestor(options: IngestorOptions): Promise<Ingestor> {
  const { stores, fieldTypes, log, clock } = options;
  const faults = options.faults ?? noFaults;
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const decoder = openDecoder(fieldTypes);
  const catalogue = openCatalogue(stores.pool);
  const recordTypes = openRecordTypes((type) => catalogue.recordType(type), clock);
  const root = path.join(options.dataDir, 'spool');
  const folder = await takeFolder(root);
  const configs = options.sources ?? [];
  const feedParts = { stores, decoder, recordTypes, ...limits, hasSources: configs.length > 0, log, clock };
  const feed = await startFeed({ ...feedParts, ingestor: folder.name, dir: folder.dir, faults });
  const adoption = startAdoption({ root, ...feedParts });
  const checks = await openChecks({
    pool: stores.pool,
    telemetry: stores.telemetry,
    drained: feed.drained,
    log,
    clock,
  });
  const audit = startAudit({ pool: stores.pool, telemetry: stores.telemetry, log });
  const prepare = openPreparation({ decoder, recordTypes, checker: checks.checker, clock });
  const intake = openIntake({ feed, prepare, faults });

  const replay: Ingestor['replay'] = (request, onProgress) =>
    replayArchive({ archive: stores.archive, feed, decoder, recordTypes, clock }, request, onProgress);
  const repair: Ingestor['repair'] = (selection, onProgress) =>
    repairQuarantine(
      { archive: stores.archive, feed, decoder, pool: stores.pool, prepare, faults, clock },
      selection,
      onProgress,
    );
  if (options.jobs) await workReplays({ jobs: options.jobs, pool: stores.pool, log, replay, repair });

  const metrics = createMetrics();
  const feeds = (): ReadonlyMap<string, Feed> => new Map([[folder.name, feed], ...adoption.feeds]);
  metrics.observe(feeds);
  const gate = openTokenGate(stores.pool, options.token, clock, log);
  const selfTelemetry =
    options.selfTelemetry &&
    startSelfTelemetry({
      services: [{ service: 'ingestor', registry: metrics.registry }, ...options.selfTelemetry],
      intake,
      log,
      clock,
    });
  const bodies = openBodyReader(limits);
  const writeRoutes = createWriteRoutes({ intake, gate, bodies, bucket: options.bucket, metrics, log });

  const fileIntake = startFileIntake({
    stores,
    intake,
    feed,
    adoption,
    decoder,
    fieldTypes,
    recordTypes,
    checks,
    gate,
    bodies,
    metrics,
    limits,
    log,
    clock,
    ingestor: folder.name,
    root,
  });
  const sources = await startSources({
    configs,
    intake,
    feed,
    adoption,
    pool: stores.pool,
    files: fileIntake.desk,
    workDir: path.join(options.dataDir, 'work', 'sources'),
    metrics,
    ...limits,
    log,
    clock,
  });

  const app = express();
  app.disable('x-powered-by');
  app.use(createJsonRoutes({ intake, gate, bodies, metrics }));
  app.use(fileIntake.routes);
  app.use(
    createRemoteWriteRoute({
      intake,
      gate,
      bodies,
      bodyBytes: limits.bodyBytes,
      naming: configs.find((config) => config.kind === 'prometheus-remote-write') ?? { assets: [], prefixes: [] },
      metrics,
    }),
  );
  app.use(createStatusRoutes({ stores, feed, sources, metrics }));
  const startedAtMs = clock();
  app.use(
    createHandshakeRoutes({
      feed,
      gate,
      bodies,
      bucket: options.bucket,
      version: VERSION,
      startedAtMs,
      log,
      clock,
    }),
  );
  app.use(
    createBackupRoute({
      stores,
      spools: () => [...feeds()].map(([name, each]) => spoolOf(name, each)),
      workDir: path.join(options.dataDir, 'work'),
      secretsFile: options.secretsFile,
      version: VERSION,
      gate,
      log,
      clock,
    }),
  );
  app.get('/openapi.json', (_request, response) => {
    response.json(openApiDocument(VERSION, options.openApiPaths));
  });
  options.extend?.(app);
  app.use((request) => {
    throw new ProblemError('not-found', `There is nothing at ${request.method} ${request.path}.`);
  });
  app.use((error: unknown, _request: express.Request, response: express.Response, _next: express.NextFunction) =>
    answerError(log, response, error),
  );

  // Node's own refusal of a request without Host has no body.
  const server = createWebServer((request, response) => {
    setSafeHeaders(response);
    if (isWithoutHost(request)) answerError(log, response, withoutHost());
    else if (!writeRoutes(request, response)) app(request, response);
  }, options.tls);
  server.requestTimeout = LONGEST_REQUEST_MS;
  server.on('clientError', answerUnreadable);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, options.host, resolve);
  });
  const { port } = server.address() as AddressInfo;
  const host = options.host === '0.0.0.0' || options.host === '::' ? '127.0.0.1' : options.host;
  const url = `${options.tls ? 'https' : 'http'}://${host}:${port}`;
  log.info({ url, ingestor: folder.name }, 'ingestor started');

  return {
    url,
    port,
    name: folder.name,
    get sources() {
      return sources.states;
    },
    drained: (how) => feed.drained(how),
    refreshChecks: checks.refresh,
    checkLedger: () => feed.ledger.check(),
    audit: audit.run,
    replay,
    repair,
    reportTokenUse: gate.report,
    async close() {
      await Promise.all([sources.close(), fileIntake.close()]);
      await checks.close();
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeIdleConnections();
        // Requests under way are answered; who keeps a connection open beyond that is cut off.
        setTimeout(() => server.closeAllConnections(), 2_000).unref();
      });
      await selfTelemetry?.close();
      await gate.close();
      await audit.close();
      await adoption.close();
      await feed.close();
      await folder.lock.release();
      log.info({ ingestor: folder.name }, 'ingestor stopped');
    },
  };
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
