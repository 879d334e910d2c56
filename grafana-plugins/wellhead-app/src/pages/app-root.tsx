import { PageLayoutType, type AppRootProps } from '@grafana/data';
import { PluginPage } from '@grafana/runtime';
import { Alert, LoadingPlaceholder } from '@grafana/ui';
import React, { lazy, Suspense, type ComponentType, type LazyExoticComponent } from 'react';
import { WithCaller } from './frame/caller.js';
import { OverviewPage } from './overview-page.js';
import { pagePathOf } from './page-path.js';

/** What a page gets: what of it is asked for, by the address. */
export interface PageParts {
  readonly rest: readonly string[];
}

/** Pages beside the first, each a file of its own that is fetched when it is opened. */
const PAGES: Readonly<Record<string, LazyExoticComponent<ComponentType<PageParts>>>> = {
  assets: lazy(async () => ({ default: (await import('./assets/assets-page.js')).AssetsPage })),
  upload: lazy(async () => ({ default: (await import('./upload/upload-page.js')).UploadPage })),
  quarantine: lazy(async () => ({ default: (await import('./quarantine/quarantine-page.js')).QuarantinePage })),
  models: lazy(async () => ({ default: (await import('./models/models-page.js')).ModelsPage })),
  pipelines: lazy(async () => ({ default: (await import('./pipelines/pipelines-page.js')).PipelinesPage })),
  reports: lazy(async () => ({ default: (await import('./reports/reports-page.js')).ReportsPage })),
  settings: lazy(async () => ({ default: (await import('./settings/settings-page.js')).SettingsPage })),
  tokens: lazy(async () => ({ default: (await import('./tokens/tokens-page.js')).TokensPage })),
};

/** The app: the page that the address names, in the frame of Grafana, whose way home would else end with nothing. Its title is the page's own. */
export function AppRoot({ path }: Pick<AppRootProps, 'path'>): React.JSX.Element {
  return (
    <PluginPage layout={PageLayoutType.Custom}>
      <NamedPage path={path} />
    </PluginPage>
  );
}

function NamedPage({ path }: Pick<AppRootProps, 'path'>): React.JSX.Element {
  const { page, rest } = pagePathOf(path);
  if (page === '') return <OverviewPage />;
  const Shown = Object.hasOwn(PAGES, page) ? PAGES[page] : undefined;
  if (!Shown)
    return (
      <Alert severity="warning" title={`Wellhead has no page “${page}”`}>
        Choose one on the left.
      </Alert>
    );
  return (
    <WithCaller>
      <Suspense fallback={<LoadingPlaceholder text="Loading the page…" />}>
        <Shown key={page} rest={rest} />
      </Suspense>
    </WithCaller>
  );
}
