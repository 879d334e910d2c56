import '@fontsource/inter/400.css';
import '@fontsource/inter/500.css';
import './page.css';
import { ThemeContext, createTheme } from '@grafana/data';
import { LocationServiceProvider, config, locationService } from '@grafana/runtime';
import { Alert, ErrorBoundaryAlert, GlobalStyles, LoadingPlaceholder, PortalContainer } from '@grafana/ui';
import React, { useEffect, useState } from 'react';
import { createRoot } from 'react-dom/client';
import { MemoryRouter } from 'react-router-dom';
import { AppPage } from './app-page.js';
import { themeMode } from './boot.js';
import { previewHref, useAddress, type Address } from './dashboard/address.js';
import type { DashboardEntry, DashboardJson } from './dashboard/dashboard-json.js';
import { DashboardView } from './dashboard/dashboard-view.js';
import { DashboardsPage } from './dashboards-page.js';
import { startServices } from './grafana/services.js';
import { PreviewFrame, type AppPageEntry } from './preview-frame.js';
import { QueryPage } from './query-page.js';

const theme = createTheme({
  colors: { mode: themeMode },
  typography: { fontFamilyMonospace: 'ui-monospace, Menlo, Consolas, monospace' },
});
config.theme2 = theme;
startServices();

async function getJson<T>(url: string): Promise<T> {
  const response = await fetch(url, { credentials: 'same-origin' });
  if (!response.ok) throw new Error(`${url} answered ${response.status}.`);
  return (await response.json()) as T;
}

/** Links that plugins make for Grafana lead to their place in the preview. */
document.addEventListener(
  'click',
  (event) => {
    const link = event.target instanceof Element ? event.target.closest('a') : null;
    const href = link?.getAttribute('href');
    if (!href || event.defaultPrevented || event.metaKey || event.ctrlKey) return;
    const place = previewHref(href);
    if (place === href) return;
    event.preventDefault();
    event.stopPropagation();
    window.location.hash = place.slice(1);
  },
  true,
);

interface Site {
  readonly appTitle: string;
  readonly dashboards: readonly DashboardEntry[];
  readonly pages: readonly AppPageEntry[];
}

function Preview(): React.JSX.Element {
  const address = useAddress();
  const [list, setList] = useState<Site>();
  const [failure, setFailure] = useState<string>();
  useEffect(() => {
    getJson<Site>('/preview/site').then(setList, (reason: unknown) => setFailure(String(reason)));
  }, []);
  if (failure !== undefined)
    return (
      <Alert severity="error" title="The preview cannot reach Wellhead">
        {failure}
      </Alert>
    );
  if (!list) return <LoadingPlaceholder text="Loading…" />;
  return (
    <PreviewFrame {...list} address={address} light={themeMode === 'light'}>
      <ErrorBoundaryAlert key={address.page === 'app' ? 'app' : `${address.page} ${address.uid}`}>
        <Page address={address} dashboards={list.dashboards} />
      </ErrorBoundaryAlert>
    </PreviewFrame>
  );
}

function Page({
  address,
  dashboards,
}: {
  readonly address: Address;
  readonly dashboards: readonly DashboardEntry[];
}): React.JSX.Element {
  switch (address.page) {
    case 'dashboards':
      return <DashboardsPage dashboards={dashboards} />;
    case 'app':
      return <AppPage path={address.uid} />;
    case 'query':
      return <QueryPage />;
    case 'dashboard':
      return <DashboardLoader key={address.uid} address={address} dashboards={dashboards} />;
    default:
      return address.page satisfies never;
  }
}

function DashboardLoader({
  address,
  dashboards,
}: {
  readonly address: Address;
  readonly dashboards: readonly DashboardEntry[];
}): React.JSX.Element {
  const [dashboard, setDashboard] = useState<DashboardJson>();
  const [failure, setFailure] = useState<string>();
  useEffect(() => {
    getJson<DashboardJson>(`/preview/dashboards/${encodeURIComponent(address.uid)}`).then(
      setDashboard,
      (reason: unknown) => setFailure(String(reason)),
    );
  }, [address.uid]);
  if (failure !== undefined)
    return (
      <Alert severity="error" title="There is no such dashboard">
        {failure}
      </Alert>
    );
  if (!dashboard) return <LoadingPlaceholder text="Loading the dashboard…" />;
  return <DashboardView {...{ dashboard, dashboards, address }} />;
}

const root = document.getElementById('root');
if (root) {
  createRoot(root).render(
    <ThemeContext.Provider value={theme}>
      <GlobalStyles />
      <LocationServiceProvider service={locationService}>
        <MemoryRouter>
          <Preview />
        </MemoryRouter>
      </LocationServiceProvider>
      <PortalContainer />
    </ThemeContext.Provider>,
  );
}
