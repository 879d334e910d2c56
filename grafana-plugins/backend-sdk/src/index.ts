export * from './handlers.js';
export * from './plugin-context.js';
export { isFromAlert, type RequestHeaders, type TraceContext } from './request-headers.js';
export { serveDataSource, type ServeOptions, type ServedDataSource } from './serve-data-source.js';
export {
  runPluginExecutable,
  type PluginExecutableOptions,
  type PluginExecutableOutcome,
} from './plugin-executable.js';
export { PLUGIN_COOKIE, handshakeLine } from './handshake.js';
export { openPluginLog } from './plugin-log.js';
export { openResourceBridge, type ResourceBridge } from './resource-bridge.js';
export { arrowFrame } from './frames/arrow-frame.js';
export { readArrowFrame } from './frames/read-arrow-frame.js';
