import path from 'node:path';
import { openCatalogue, setSafeHeaders } from '@wellhead/stores';
import { openChecks } from './checks/open-checks.js';
import { openDecoder } from './decode.js';
import { noFaults } from './faults.js';
import { startAdoption } from './feed/adoption.js';
import { type Feed, startFeed } from './feed/feed.js';
import { takeFolder } from './feed/folders.js';
import { startFileIntake } from './files/start-file-intake.js';
import { openBodyReader } from './http/body.js';
import { createMetrics } from './http/metrics.js';
import { isWithoutHost, withoutHost } from './http/unreadable.js';
import { startSelfTelemetry } from './self/self-telemetry.js';
import { openTokenGate } from './http/tokens.js';
import { createApp } from './http/create-app.js';
import { serveRequests } from './http/serve-requests.js';
import { answerError, createWriteRoutes } from './http/write-routes.js';
import { DEFAULT_LIMITS, type Ingestor, type IngestorOptions } from './ingestor.js';
import { openIntake } from './intake.js';
import { paceOf } from './feed/store-pace.js';
import { startAudit } from './ledger/audit.js';
import { openRecordTypes } from './records/record-types.js';
import { openPreparation } from './prepare.js';
import { repairQuarantine } from './repair/repair-quarantine.js';
import { replayArchive } from './replay/replay-archive.js';
import { workReplays } from './replay/work-replays.js';
import { startSources } from './sources/start-sources.js';
import { openTagMap } from './tags/open-tag-map.js';

/** Opens the doors: whatever they acknowledge is durable and will be delivered, after a crash too. */
export async function startIngestor(options: IngestorOptions): Promise<Ingestor> {
  const { stores, fieldTypes, log, clock } = options;
  const faults = options.faults ?? noFaults;
  const { memoryBytes, blockRows } = paceOf(stores.telemetry);
  const limits = { memoryBytes, ...DEFAULT_LIMITS, ...options.limits };
  const decoder = openDecoder(fieldTypes, blockRows);
  const catalogue = openCatalogue(stores.pool);
  const recordTypes = openRecordTypes((type) => catalogue.recordType(type), clock);
  const root = path.join(options.dataDir, 'spool');
  const folder = await takeFolder(root);
  const configs = options.sources ?? [];
  const metrics = createMetrics();
  const refusedByStore = metrics.countRefusedByStore;
  const feedParts = { stores, decoder, recordTypes, refusedByStore, ...limits, log, clock };
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
  const tags = await openTagMap(stores.pool, log);
  const prepare = openPreparation({ decoder, recordTypes, checker: checks.checker, tags, clock });
  const intake = openIntake({ feed, prepare, quarantined: metrics.countQuarantined, faults });

  const replay: Ingestor['replay'] = (request, onProgress) =>
    replayArchive({ archive: stores.archive, feed, decoder, recordTypes, clock }, request, onProgress);
  const repair: Ingestor['repair'] = (selection, onProgress) =>
    repairQuarantine(
      { archive: stores.archive, feed, decoder, pool: stores.pool, prepare, faults, clock },
      selection,
      onProgress,
    );
  if (options.jobs) await workReplays({ jobs: options.jobs, pool: stores.pool, log, replay, repair });

  const feeds = (): ReadonlyMap<string, Feed> => new Map([[folder.name, feed], ...adoption.feeds]);
  metrics.observeFeeds(feeds);
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

  const app = createApp({
    ...options,
    intake,
    gate,
    bodies,
    bodyBytes: limits.bodyBytes,
    metrics,
    feed,
    feeds,
    sources,
    configs,
    fileRoutes: fileIntake.routes,
    workDir: path.join(options.dataDir, 'work'),
  });
  const serving = await serveRequests((request, response) => {
    setSafeHeaders(response);
    // Node's own refusal of a request without Host has no body.
    if (isWithoutHost(request)) answerError(log, response, withoutHost());
    else if (!writeRoutes(request, response)) app(request, response);
  }, options);
  const { url, localUrl, port } = serving;
  log.info({ url, ingestor: folder.name }, 'ingestor started');

  return {
    url,
    localUrl,
    port,
    name: folder.name,
    get sources() {
      return sources.states;
    },
    drained: (how) => feed.drained(how),
    refreshChecks: checks.refresh,
    refreshTags: tags.refresh,
    checkLedger: () => feed.ledger.check(),
    audit: audit.run,
    replay,
    repair,
    reportTokenUse: gate.report,
    async close() {
      await Promise.all([sources.close(), fileIntake.close()]);
      await checks.close();
      await tags.close();
      await serving.close();
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
