export {
  startDatasourceBackend,
  type DatasourceBackend,
  type StartBackendOptions,
} from './start-datasource-backend.js';
export { wellheadHandlers, type BackendOptions } from './handlers.js';
export { liveChannelPath, seriesChannel, type LiveSelection } from './live-channel.js';
export { backendEnvSchema } from './config.js';
