export {
  DEFAULT_LIMITS,
  type Ingestor,
  type IngestorLimits,
  type IngestorOptions,
  startIngestor,
} from './start-ingestor.js';
export { openApiDocument } from './http/open-api.js';
export type { OpenApiPaths } from './http/open-api-parts.js';
export { FAULT_POINTS, type FaultHook, type FaultPoint } from './faults.js';
export { formatLine } from './domain/line-protocol/format-line.js';
export type { RepairOutcome } from './repair/repair-quarantine.js';
export type { ReplayProgress } from './replay/replay-archive.js';
export { ingestorEnvSchema } from './config.js';
export { readSources, type SourcesOutcome } from './sources/read-sources.js';
export type { SourceState } from './sources/source.js';
export type { SourceConfig } from './sources/source-kinds.js';
