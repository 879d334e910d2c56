export { generatedFiles } from './files.js';
export { provisioningDir } from './paths.js';
export { ALERT_KINDS, type AlertKind } from './alert-kinds.js';
