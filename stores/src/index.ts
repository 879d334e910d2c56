/** The face of the stores: telemetry, Postgres, raw archive, packs, jobs and queries. */
export * from './telemetry/store.js';
export * from './telemetry/index.js';
export * from './archive/index.js';
export * from './backup/index.js';
export * from './postgres/index.js';
export * from './packs/index.js';
export * from './jobs/jobs.js';
export * from './queries/index.js';
export * from './stores.js';
export { startWorker, workerScript } from './workers/start-worker.js';
export { createWebServer, serveHttp, type HttpAddress, type HttpService } from './service/serve-http.js';
export { setSafeHeaders } from './service/safe-headers.js';
export { openTokenCache, type TokenCache, type TokenVerdict } from './service/token-cache.js';
export { readTls, tlsEnvShape, type TlsFiles } from './service/tls.js';
export { serveHealth, type HealthOptions } from './service/serve-health.js';
export { type Metrics, type Observed, openMetrics, RUN_SECONDS } from './service/metrics.js';
export { runService } from './service/run-service.js';
