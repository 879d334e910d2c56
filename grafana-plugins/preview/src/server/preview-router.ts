import express from 'express';
import { createRequire } from 'node:module';
import path from 'node:path';
import { readAppPages } from './app-pages.js';
import { readDashboards } from './dashboards.js';

export interface PreviewOptions {
  /** Folder of provisioned dashboards, `provisioning/dashboards`. */
  readonly dashboardsDir: string;
  /** Only dashboards of these folders; default: all. */
  readonly folders?: readonly string[];
  /** The built plugins, `grafana-plugins/wellhead-app/dist`. */
  readonly pluginsDistDir: string;
  /** The built page, `grafana-plugins/preview/dist`. */
  readonly previewDistDir: string;
  readonly appTitle: string;
  /** Answers with a document, for whoever may read it; default: what `/api/v1` answers. */
  readonly readDocument?: (request: express.Request, response: express.Response, id: string) => Promise<void>;
}

/** @grafana/ui carries most of its icons, not all; a missing one is drawn as nothing. */
const BLANK_ICON = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" width="24" height="24"/>';

/** Grafana's names of the font's files. */
const FONTS: Readonly<Record<string, string>> = {
  'Inter-Regular.woff2': 'inter-latin-400-normal.woff2',
  'Inter-Medium.woff2': 'inter-latin-500-normal.woff2',
  'Inter-Italic.woff2': 'inter-latin-400-italic.woff2',
};

/**
 * The preview: the page at `/`, its files below `/preview`, the built plugins and Grafana's icons where Grafana would serve them.
 * Queries of the page go to `/api/v1` of the same origin, with whatever access the host gives a viewer.
 */
export function createPreviewRouter(options: PreviewOptions): express.Router {
  const { dashboardsDir, folders, previewDistDir, pluginsDistDir, appTitle } = options;
  const router = express.Router();
  const require = createRequire(import.meta.url);
  const grafanaUi = path.dirname(require.resolve('@grafana/ui/package.json'));
  const fontFiles = path.join(path.dirname(require.resolve('@fontsource/inter/package.json')), 'files');

  router.get('/preview/site', async (_request, response) => {
    const dashboards = (await readDashboards(dashboardsDir, folders)).map(({ listed }) => listed);
    response.json({ appTitle, dashboards, pages: await readAppPages(pluginsDistDir) });
  });
  router.get('/preview/dashboards', async (_request, response) => {
    response.json((await readDashboards(dashboardsDir, folders)).map(({ listed }) => listed));
  });
  router.get('/preview/dashboards/:uid', async (request, response, next) => {
    const found = (await readDashboards(dashboardsDir, folders)).find(
      ({ listed }) => listed.uid === request.params.uid,
    );
    if (!found) return next();
    return response.type('json').send(found.json);
  });
  router.use('/preview/assets', express.static(path.join(previewDistDir, 'assets'), { immutable: true, maxAge: '1d' }));
  router.use('/public/plugins/wellhead-app', express.static(pluginsDistDir, { maxAge: 0 }));
  router.use('/public/build/img', express.static(path.join(grafanaUi, 'dist/public/img'), { maxAge: '1d' }));
  router.get(/^\/public\/build\/img\/icons\/.+\.svg$/, (_request, response) => {
    response.type('image/svg+xml').send(BLANK_ICON);
  });
  router.get('/public/fonts/inter/:file', (request, response, next) => {
    const file = FONTS[request.params.file];
    if (file === undefined) return next();
    return response.sendFile(file, { root: fontFiles, maxAge: '1d' });
  });
  // Dashboards and pages read documents through Grafana's proxy; here the host answers for it.
  router.get('/api/plugin-proxy/wellhead-app/documents/:id/content', async (request, response) => {
    if (options.readDocument) return options.readDocument(request, response, request.params.id);
    return response.redirect(`/api/v1/documents/${encodeURIComponent(request.params.id)}/content`);
  });
  router.get(['/', '/preview'], (_request, response) => {
    response.sendFile('index.html', { root: previewDistDir, maxAge: 0 });
  });
  return router;
}
