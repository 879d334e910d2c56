export { createApi } from './create-api.js';
export { apiPaths } from './api-paths.js';
export type { ApiOptions } from './api-options.js';
export { rolesByToken, type RoleOf } from './roles.js';
export { jsonFrame, type JsonFrame } from './http/json-frames.js';
