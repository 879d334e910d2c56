export { createPreviewRouter, type PreviewOptions } from './server/preview-router.js';
export { readDashboards, type ListedDashboard } from './server/dashboards.js';
export { ownPanelTypes, standInTypes } from './page/panels/stand-in-types.js';
