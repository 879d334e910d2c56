import { fileURLToPath } from 'node:url';

/** The folder that Grafana mounts or is pointed at: datasources, dashboards, alerting, plugins. */
export const provisioningDir = fileURLToPath(new URL('..', import.meta.url));
